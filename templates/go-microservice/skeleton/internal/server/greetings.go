package server

import (
	"errors"
	"net/http"

	"service.internal/${{ values.name }}/internal/greeting"
)

type languageList struct {
	Languages []string `json:"languages"`
}

type greetingRequest struct {
	Name     string `json:"name"`
	Language string `json:"language"`
}

type greetingResponse struct {
	Message  string `json:"message"`
	Language string `json:"language"`
}

func (s *Server) listLanguages(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, languageList{Languages: greeting.Languages()})
}

func (s *Server) createGreeting(w http.ResponseWriter, r *http.Request) {
	request := greetingRequest{Language: "en"}
	if !readJSON(w, r, &request) {
		return
	}
	message, err := greeting.Greet(request.Name, request.Language)
	switch {
	case errors.Is(err, greeting.ErrInvalidName), errors.Is(err, greeting.ErrUnknownLanguage):
		writeProblem(w, http.StatusUnprocessableEntity, err.Error())
	case err != nil:
		loggerFrom(r.Context()).Error("cannot greet", "error", err)
		writeProblem(w, http.StatusInternalServerError, "")
	default:
		writeJSON(w, http.StatusOK, greetingResponse{Message: message, Language: request.Language})
	}
}
