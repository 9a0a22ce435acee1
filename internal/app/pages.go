package app

import (
	"net/http"

	"github.com/go-chi/chi/v5"
)

func (p *program) pages() http.Handler { return chi.NewRouter() }
