package dev.sluice.gate.rego.graphql;

import dev.sluice.gate.rego.graphql.Ast.Argument;
import dev.sluice.gate.rego.graphql.Ast.ChildValue;
import dev.sluice.gate.rego.graphql.Ast.Comment;
import dev.sluice.gate.rego.graphql.Ast.CommentGroup;
import dev.sluice.gate.rego.graphql.Ast.Directive;
import dev.sluice.gate.rego.graphql.Ast.Kind;
import dev.sluice.gate.rego.graphql.Ast.Type;
import dev.sluice.gate.rego.graphql.Ast.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What both languages have: tokens with one of them ahead, names, types, values, arguments, directives. Comments belong to
 * the token behind them until that is taken.
 */
class Parser {
    /** Of texts, in characters. */
    private static final int MAX_TEXT = 1024 * 1024;

    /** So deep that the JSON of the document, which has up to three levels for one here, is still readable. */
    private static final int MAX_DEPTH = 60;

    private final Lexer lexer;
    private final UnaryOperator<String> quote;
    private @Nullable Token ahead;
    private @Nullable CommentGroup comment;
    private int depth;

    /** @param quote a string literal of Go */
    Parser(String text, UnaryOperator<String> quote) {
        if (text.length() > MAX_TEXT) {
            throw new GraphqlException("the GraphQL text is longer than %d characters".formatted(MAX_TEXT));
        }
        this.lexer = new Lexer(text);
        this.quote = quote;
    }

    final Token peek() {
        if (ahead != null) {
            return ahead;
        }
        var token = lexer.next();
        if (token.is(Token.Kind.COMMENT)) {
            var comments = new ArrayList<Comment>();
            while (token.is(Token.Kind.COMMENT)) {
                comments.add(new Comment(token.value()));
                token = lexer.next();
            }
            comment = new CommentGroup(comments);
        }
        ahead = token;
        return token;
    }

    final boolean sees(Token.Kind kind) {
        return peek().is(kind);
    }

    /** In front of the next token. */
    final @Nullable CommentGroup comment() {
        peek();
        return comment;
    }

    final Token take() {
        var token = peek();
        if (token.is(Token.Kind.INVALID)) {
            throw new GraphqlException(token.failure(), token);
        }
        ahead = null;
        comment = null;
        return token;
    }

    final Token expect(Token.Kind kind) {
        if (!sees(kind)) {
            throw new GraphqlException("Expected %s, found %s".formatted(kind, peek().kind()), peek());
        }
        return take();
    }

    final void expectKeyword(String keyword) {
        if (!peek().isName(keyword)) {
            throw new GraphqlException(
                    "Expected %s, found %s".formatted(quote.apply(keyword), described(peek())), peek());
        }
        take();
    }

    final boolean skip(Token.Kind kind) {
        var skipped = sees(kind);
        if (skipped) {
            take();
        }
        return skipped;
    }

    final GraphqlException unexpected() {
        return unexpected(peek());
    }

    final GraphqlException unexpected(Token token) {
        return new GraphqlException("Unexpected " + described(token), token);
    }

    private String described(Token token) {
        return token.value().isEmpty() ? token.kind().toString() : token.kind() + " " + quote.apply(token.value());
    }

    /** @param endComment in front of what closes the list */
    record Items<T>(List<T> all, @Nullable CommentGroup endComment) {}

    /** None where it does not open; otherwise at least one. */
    final <T> Items<T> some(Token.Kind open, Token.Kind close, Supplier<T> item) {
        if (!skip(open)) {
            return new Items<>(List.of(), null);
        }
        if (sees(close)) {
            throw new GraphqlException("expected at least one definition, found " + peek().kind(), peek());
        }
        return untilClosed(close, item);
    }

    private <T> Items<T> untilClosed(Token.Kind close, Supplier<T> item) {
        var items = new ArrayList<T>();
        while (!sees(close)) {
            items.add(item.get());
        }
        var endComment = comment();
        take();
        return new Items<>(items, endComment);
    }

    final <T> T nested(Supplier<T> inner) {
        if (++depth > MAX_DEPTH) {
            throw new GraphqlException("nested more than %d deep".formatted(MAX_DEPTH), peek());
        }
        var result = inner.get();
        depth--;
        return result;
    }

    final String name() {
        return expect(Token.Kind.NAME).value();
    }

    final Type type() {
        return nested(() -> {
            if (!skip(Token.Kind.BRACKET_L)) {
                var name = name();
                return new Type(name, null, skip(Token.Kind.BANG));
            }
            var elements = type();
            expect(Token.Kind.BRACKET_R);
            return new Type("", elements, skip(Token.Kind.BANG));
        });
    }

    final List<Directive> directives(boolean isConstant) {
        var directives = new ArrayList<Directive>();
        while (skip(Token.Kind.AT)) {
            directives.add(new Directive(name(), arguments(isConstant), ""));
        }
        return directives;
    }

    final List<Argument> arguments(boolean isConstant) {
        return some(Token.Kind.PAREN_L, Token.Kind.PAREN_R, () -> {
                    var before = comment();
                    var name = name();
                    expect(Token.Kind.COLON);
                    return new Argument(name, value(isConstant), before);
                })
                .all();
    }

    /** @param isConstant without variables */
    final Value value(boolean isConstant) {
        return nested(() -> switch (peek().kind()) {
            case BRACKET_L -> list(isConstant);
            case BRACE_L -> object(isConstant);
            case DOLLAR -> {
                if (isConstant) {
                    throw unexpected();
                }
                yield new Value(variable(), List.of(), Kind.VARIABLE, comment);
            }
            case INT -> plain(Kind.INT);
            case FLOAT -> plain(Kind.FLOAT);
            case STRING -> plain(Kind.STRING);
            case BLOCK_STRING -> plain(Kind.BLOCK);
            case NAME ->
                plain(
                        switch (peek().value()) {
                            case "true", "false" -> Kind.BOOLEAN;
                            case "null" -> Kind.NULL;
                            default -> Kind.ENUM;
                        });
            case INVALID,
                    EOF,
                    BANG,
                    AMP,
                    PAREN_L,
                    PAREN_R,
                    SPREAD,
                    COLON,
                    EQUALS,
                    AT,
                    BRACKET_R,
                    BRACE_R,
                    PIPE,
                    COMMENT -> throw unexpected();
        });
    }

    final String variable() {
        expect(Token.Kind.DOLLAR);
        return name();
    }

    private Value plain(Kind kind) {
        return new Value(take().value(), List.of(), kind, null);
    }

    private Value list(boolean isConstant) {
        var before = comment();
        take();
        var items = untilClosed(Token.Kind.BRACKET_R, () -> new ChildValue("", value(isConstant), null));
        return new Value("", items.all(), Kind.LIST, before);
    }

    private Value object(boolean isConstant) {
        var before = comment();
        take();
        var fields = untilClosed(Token.Kind.BRACE_R, () -> {
            var beforeField = comment();
            var name = name();
            expect(Token.Kind.COLON);
            return new ChildValue(name, value(isConstant), beforeField);
        });
        return new Value("", fields.all(), Kind.OBJECT, before);
    }
}
