/** The place where templates and the parts they share are kept. */
export interface GoldenPathSource {
  /**
   * Brings folders onto this machine, all in one state, and says where they are.
   *
   * @param options - `folders` are relative, for example `go-microservice` and `shared/docs`;
   * `createTemporaryFolder` is where they are put unless they are here anyway
   */
  read(options: {
    folders: string[];
    createTemporaryFolder: () => Promise<string>;
  }): Promise<string[]>;
}
