// Package greeting holds the work this service does. It knows nothing of HTTP, so it can be tested
// and replaced without the server.
package greeting

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const maxNameLength = 80

// ErrInvalidName says that a name is blank, too long or not printable.
var ErrInvalidName = fmt.Errorf("name must be 1 to %d printable characters", maxNameLength)

// ErrUnknownLanguage says that there is no greeting in a language.
var ErrUnknownLanguage = errors.New("unknown language")

var formats = map[string]string{
	"de": "Guten Tag, %s!",
	"en": "Hello, %s!",
	"es": "¡Hola, %s!",
	"fr": "Bonjour, %s !",
	"ja": "こんにちは、%sさん!",
}

// Languages lists the codes of the languages that Greet knows, in order.
func Languages() []string {
	return slices.Sorted(maps.Keys(formats))
}

// Greet greets a person in a language.
func Greet(name, language string) (string, error) {
	name = strings.TrimSpace(name)
	if name == "" || utf8.RuneCountInString(name) > maxNameLength || strings.ContainsFunc(name, isNotPrintable) {
		return "", ErrInvalidName
	}
	format, isKnown := formats[language]
	if !isKnown {
		return "", fmt.Errorf("%w %q, expected one of %s", ErrUnknownLanguage, language, strings.Join(Languages(), ", "))
	}
	return fmt.Sprintf(format, name), nil
}

func isNotPrintable(r rune) bool { return !unicode.IsPrint(r) }
