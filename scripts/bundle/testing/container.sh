#!/bin/sh
# Runs a command in the tree of the image as a container would: a root file system that nobody
# can write, the image's user, and the volumes of its pod. Needs root and Linux.
#   container.sh <empty folder> <tree> <folder of Node> <folder of volumes> <uid> <command>...
# The folder of volumes has a file `read-only` with lines "path<TAB>folder", and a file
# `writable` with a path a line.
set -eu
root=$1 tree=$2 node=$3 volumes=$4 user=$5
shift 5
mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs "$root"
for name in usr bin sbin lib lib64 dev proc; do
  if [ -L "/$name" ]; then
    cp -P "/$name" "$root/$name"
  elif [ -d "/$name" ]; then
    mkdir "$root/$name"
    mount --rbind "/$name" "$root/$name"
  fi
done
mkdir "$root/etc" "$root/app" "$root/node" "$root/tmp"
cp /etc/hosts /etc/nsswitch.conf "$root/etc/"
for entry in "$tree"/* "$tree"/.compile-cache; do
  target=$root/app/${entry##*/}
  if [ -d "$entry" ]; then mkdir "$target"; else : >"$target"; fi
  mount --bind "$entry" "$target"
  mount -o remount,bind,ro "$target"
done
mount --bind "$node" "$root/node"
while IFS="$(printf '\t')" read -r path folder; do
  mkdir -p "$root$path"
  mount --bind "$folder" "$root$path"
  mount -o remount,bind,ro "$root$path"
done <"$volumes/read-only"
while read -r path; do
  mkdir -p "$root$path"
  mount -t tmpfs -o "mode=2777,gid=$user" tmpfs "$root$path"
done <"$volumes/writable"
mount -o remount,ro "$root"
exec chroot --userspec="$user:$user" --groups= "$root" \
  /bin/sh -c 'cd /app && exec "$@"' sh "$@"
