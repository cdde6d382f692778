package dev.sluice.gate.rego.graphql;

import dev.sluice.gate.rego.graphql.Ast.Field;
import dev.sluice.gate.rego.graphql.Ast.FragmentDefinition;
import dev.sluice.gate.rego.graphql.Ast.FragmentSpread;
import dev.sluice.gate.rego.graphql.Ast.InlineFragment;
import dev.sluice.gate.rego.graphql.Ast.OperationDefinition;
import dev.sluice.gate.rego.graphql.Ast.QueryDocument;
import dev.sluice.gate.rego.graphql.Ast.Selection;
import dev.sluice.gate.rego.graphql.Ast.VariableDefinition;
import dev.sluice.gate.rego.graphql.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Reads operations and fragments. */
final class QueryParser extends Parser {
    QueryParser(String text, UnaryOperator<String> quote) {
        super(text, quote);
    }

    QueryDocument document() {
        var operations = new ArrayList<OperationDefinition>();
        var fragments = new ArrayList<FragmentDefinition>();
        while (!sees(Kind.EOF)) {
            if (peek().isName("fragment")) {
                fragments.add(fragment());
            } else if (sees(Kind.BRACE_L)
                    || peek().isName("query")
                    || peek().isName("mutation")
                    || peek().isName("subscription")) {
                operations.add(operation());
            } else {
                throw unexpected();
            }
        }
        return new QueryDocument(operations, fragments, null);
    }

    private OperationDefinition operation() {
        if (sees(Kind.BRACE_L)) {
            // The original loses the comment here.
            return new OperationDefinition("query", "", List.of(), List.of(), selections(), null);
        }
        var before = comment();
        var operation = take().value();
        var name = sees(Kind.NAME) ? take().value() : "";
        return new OperationDefinition(operation, name, variables(), directives(false), selections(), before);
    }

    private List<VariableDefinition> variables() {
        return some(Kind.PAREN_L, Kind.PAREN_R, this::variableDefinition).all();
    }

    private VariableDefinition variableDefinition() {
        var before = comment();
        var name = variable();
        expect(Kind.COLON);
        var type = type();
        var initial = skip(Kind.EQUALS) ? value(true) : null;
        return new VariableDefinition(name, type, initial, directives(false), before, false);
    }

    private List<Selection> selections() {
        if (!sees(Kind.BRACE_L)) {
            // Says what is missing.
            expect(Kind.BRACE_L);
        }
        return nested(() -> some(Kind.BRACE_L, Kind.BRACE_R, this::selection).all());
    }

    private Selection selection() {
        return sees(Kind.SPREAD) ? spread() : field();
    }

    private Field field() {
        var before = comment();
        var alias = name();
        var name = skip(Kind.COLON) ? name() : alias;
        var arguments = arguments(false);
        var directives = directives(false);
        return new Field(alias, name, arguments, directives, sees(Kind.BRACE_L) ? selections() : List.of(), before);
    }

    private Selection spread() {
        var before = comment();
        take();
        if (sees(Kind.NAME) && !peek().isName("on")) {
            return new FragmentSpread(name(), directives(false), before);
        }
        var condition = "";
        if (peek().value().equals("on")) {
            take();
            condition = name();
        }
        return new InlineFragment(condition, directives(false), selections(), before);
    }

    private FragmentDefinition fragment() {
        var before = comment();
        take();
        if (peek().value().equals("on")) {
            throw unexpected();
        }
        var name = name();
        var variables = variables();
        expectKeyword("on");
        return new FragmentDefinition(name, variables, name(), directives(false), selections(), before);
    }
}
