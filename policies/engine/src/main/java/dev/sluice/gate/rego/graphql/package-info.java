/**
 * GraphQL documents as the library that OPA uses (gqlparser) reads, shows and validates them.
 *
 * <p>{@link dev.sluice.gate.rego.graphql.Graphql} is the entry. It knows nothing of Rego.
 */
@NullMarked
package dev.sluice.gate.rego.graphql;

import org.jspecify.annotations.NullMarked;
