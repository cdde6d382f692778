//go:build tools

package tool

import _ "github.com/open-policy-agent/opa"
