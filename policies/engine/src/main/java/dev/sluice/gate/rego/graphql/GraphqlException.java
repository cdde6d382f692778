package dev.sluice.gate.rego.graphql;

/** A text that is no GraphQL, or a document that breaks a rule. */
public final class GraphqlException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GraphqlException(String message) {
        super(message, null, false, false);
    }

    /** @param token where in the text the parser stopped */
    GraphqlException(String message, Token token) {
        this("%s in GraphQL string at location %d:%d".formatted(message, token.line(), token.column()));
    }
}
