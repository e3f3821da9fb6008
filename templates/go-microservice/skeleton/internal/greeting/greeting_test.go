package greeting_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"service.internal/${{ values.name }}/internal/greeting"
)

func TestGreet(t *testing.T) {
	tests := map[string]struct {
		name, language string
		want           string
		wantErr        error
	}{
		"greets in English":                {name: "Ada", language: "en", want: "Hello, Ada!"},
		"greets in German":                 {name: "Ada", language: "de", want: "Guten Tag, Ada!"},
		"trims the name":                   {name: "  Ada ", language: "en", want: "Hello, Ada!"},
		"counts characters and not bytes":  {name: strings.Repeat("é", 80), language: "en", want: "Hello, " + strings.Repeat("é", 80) + "!"},
		"does not read verbs in the name":  {name: "%d", language: "en", want: "Hello, %d!"},
		"refuses a blank name":             {name: "  ", language: "en", wantErr: greeting.ErrInvalidName},
		"refuses a name that is too long":  {name: strings.Repeat("a", 81), language: "en", wantErr: greeting.ErrInvalidName},
		"refuses a line break in the name": {name: "Ada\nBob", language: "en", wantErr: greeting.ErrInvalidName},
		"refuses an unknown language":      {name: "Ada", language: "tlh", wantErr: greeting.ErrUnknownLanguage},
	}
	for title, test := range tests {
		t.Run(title, func(t *testing.T) {
			got, err := greeting.Greet(test.name, test.language)
			if got != test.want || !errors.Is(err, test.wantErr) {
				t.Errorf("Greet(%q, %q) = %q, %v; want %q, %v", test.name, test.language, got, err, test.want, test.wantErr)
			}
		})
	}
}

func TestEveryLanguageGreets(t *testing.T) {
	languages := greeting.Languages()
	if len(languages) == 0 || !slices.IsSorted(languages) {
		t.Fatalf("Languages() = %v, want a sorted list", languages)
	}
	for _, language := range languages {
		message, err := greeting.Greet("Ada", language)
		if err != nil || !strings.Contains(message, "Ada") {
			t.Errorf("Greet(%q, %q) = %q, %v", "Ada", language, message, err)
		}
	}
}
