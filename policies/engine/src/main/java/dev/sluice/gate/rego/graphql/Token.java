package dev.sluice.gate.rego.graphql;

/**
 * @param column counts characters from one; of a string it is that of its first character behind the quotes
 * @param failure why there is no token, where the kind is {@link Kind#INVALID}
 */
record Token(Kind kind, String value, int line, int column, String failure) {
    enum Kind {
        INVALID("<Invalid>"),
        EOF("<EOF>"),
        BANG("!"),
        DOLLAR("$"),
        AMP("&"),
        PAREN_L("("),
        PAREN_R(")"),
        SPREAD("..."),
        COLON(":"),
        EQUALS("="),
        AT("@"),
        BRACKET_L("["),
        BRACKET_R("]"),
        BRACE_L("{"),
        BRACE_R("}"),
        PIPE("|"),
        NAME("Name"),
        INT("Int"),
        FLOAT("Float"),
        STRING("String"),
        BLOCK_STRING("BlockString"),
        COMMENT("Comment");

        private final String shown;

        Kind(String shown) {
            this.shown = shown;
        }

        @Override
        public String toString() {
            return shown;
        }
    }

    boolean is(Kind wanted) {
        return kind == wanted;
    }

    boolean isName(String name) {
        return kind == Kind.NAME && value.equals(name);
    }
}
