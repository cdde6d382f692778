package dev.sluice.gate.rego;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Documents of GraphQL: what is read of them, and whether they are valid, is what OPA says. */
class GraphqlBuiltinsTest extends BuiltinDifferential {
    private static final String SCHEMA = """
            # A shop.
            "All of it" schema { query: Root mutation: Change subscription: Event }
            interface Named { name: String! }
            type Root { item(id: ID!, size: Size = SMALL, filter: Filter): Item
              items(first: Int, tags: [String!]): [Item!]! any: Any named: [Named] me: Person }
            type Item implements Named @tag(name: "x") { name: String! price(currency: String): Float
              related(first: Int = 3): [Item] }
            type Person implements Named { name: String! \"""
              Years
                 since birth \""" age: Int @deprecated(reason: "old") }
            union Any = | Item | Person
            enum Size { SMALL BIG }
            input Filter { min: Float max: Float = 9.5 tags: [String!]! nested: Filter pick: Pick }
            input Pick @oneOf { a: Int b: String }
            scalar Date
            type Change { set(id: ID!, to: Filter!): Boolean }
            type Event { changed: Item other: Int }
            directive @tag(name: String!) repeatable on OBJECT | FIELD | QUERY
            extend type Person { born: Date }
            """;

    private static final List<String> QUERIES = List.of(
            "",
            "{ item(id: 1) { name } }",
            "query A($id: ID!) { item(id: $id) { ...F } } fragment F on Item { name price(currency: \"EUR\") }",
            "# c\n{ me { # d\n name # e\n } }",
            "# c\nquery { me { name } } # end",
            "{ any { ... on Item { name } ... on Person { age } __typename } }",
            "{ named { name ... on Person { born } } }",
            "{ __schema { types { name fields { name } } } }",
            "{ __type(name: \"Item\") { fields { type { fields { type { fields { name } } } } } } }",
            "subscription { changed { name } }",
            "subscription { changed { name } other }",
            "mutation { set(id: \"1\", to: {tags: [], pick: {a: 1}}) }",
            "mutation { set(id: \"1\", to: {tags: [], pick: {a: 1, b: \"x\"}}) }",
            "mutation { set(id: \"1\", to: {tags: [null]}) }",
            "mutation { set(id: \"1\", to: {min: 1}) }",
            "mutation { set(id: \"1\", to: {tags: \"x\"}) }",
            "mutation { set(id: \"1\", to: {tags: [], mix: 1}) }",
            "mutation { set(id: \"1\", to: {tags: [], min: 1, min: 2}) }",
            "mutation($f: Filter) { set(id: \"1\", to: $f) }",
            "mutation($f: Filter! = {tags: []}) { set(id: \"1\", to: $f) }",
            "mutation($a: Int) { set(id: 1, to: {tags: [], pick: {a: $a}}) }",
            "query($unused: Int) { me { name } }",
            "query($twice: Int, $twice: Int) { items(first: $twice) { name } }",
            "query($x: Item) { me { name } }",
            "query($x: Nothing) { me { name } }",
            "{ items(first: $missing) { name } }",
            "{ item { name } }",
            "{ item(id: 1, id: 2) { name } }",
            "{ item(id: 1, color: RED) { name } }",
            "{ item(id: 1.5) { name } }",
            "{ item(id: 1, size: HUGE) { name } }",
            "{ item(id: 1, size: \"BIG\") { name } }",
            "{ items(first: 99999999999999999999) { name } }",
            "{ items(first: 3000000000) { name } }",
            "{ items(first: true) { name } }",
            "{ items(tags: [\"a\", 1]) { name } }",
            "{ items(tags: \"\"\"\n    block\n      text\n    \"\"\") { name } }",
            "{ me }",
            "{ me { name { x } } }",
            "{ me { nam } }",
            "{ me { name: age name } }",
            "{ items { name } items(first: 1) { name } }",
            "{ any { ... on Item { x: name } ... on Person { x: age } } }",
            "{ any { ... on Item { x: price } ... on Person { x: born } } }",
            "{ me { ...A } } fragment A on Person { ...B } fragment B on Person { ...A }",
            "{ me { ...A ...B } } fragment A on Person { x: name } fragment B on Person { x: age }",
            "{ me { ...Missing } }",
            "{ me { name } } fragment Unused on Person { name }",
            "{ me { ...A } } fragment A on Person { name } fragment A on Person { age }",
            "{ me { ... on Item { name } } }",
            "{ me { ... on Size { name } } }",
            "{ me { ... on Nothing { name } } }",
            "{ me @skip(if: true) @include(if: false) { name } }",
            "{ me @skip { name } }",
            "{ me @skip(if: true) @skip(if: true) { name } }",
            "{ me @tag(name: \"a\") @tag(name: \"b\") { name } }",
            "query @skip(if: true) { me { name } }",
            "{ me @nothing { name } }",
            "{ me { name } } { me { age } }",
            "query A { me { name } } query A { me { age } }",
            "{ a: b(c: [1, -2.5e3, $v, true, null, ENUM, {k: \"\\u00fc\\n\"}]) }",
            "query ($v: [[Int!]!]! = [[1]] @a) @b(c: 1) { x }",
            "{ unclosed",
            "{ a(b: ) }",
            "{ a(b: \"x) }",
            "{ a(b: 01) }",
            "{ a(b: 1.) }",
            "{ ' }",
            "{ ... }",
            "fragment on on T { a }",
            "{ \ufeff a ü }",
            "{ a(b: \"ü世😀 \\uD83D\\uDE00 \\q\") }",
            "{ a(b: \"ü世😀 \\uD83D\\uDE00\") }");

    private static final List<String> SCHEMAS = List.of(
            "",
            "type Query { a: Int }",
            "type Query",
            "type Query { }",
            "type Query { a: Missing }",
            "type Query { a: Int a: Int }",
            "type Query { __a: Int }",
            "type __Query { a: Int }",
            "type Query { a(b: Query): Int }",
            "type Query { a(b: Int = 1 @deprecated): Int @deprecated(reason: 5) }",
            "type Query { a: Int @deprecated @deprecated }",
            "type Query { a: Int @skip(if: true) }",
            "type Query { a: In } input In { b: In! }",
            "input A { b: B! } input B { a: A! }",
            "input A { b: B } input B { a: A! c: [A!]! }",
            "input A { q: Query } type Query { a: Int }",
            "enum E { A B A }",
            "enum E { true }",
            "enum E",
            "union U = A | B type A { x: Int } type B { y: Int }",
            "union U = A | A type A { x: Int }",
            "union U = E enum E { A }",
            "union U = Missing",
            "interface I { a: Int! } type T implements I { a: Int }",
            "interface I { a: Int } type T implements I { a: Int! b(c: Int!): Int }",
            "interface I { a(x: Int): Int } type T implements I { a(x: String): Int }",
            "interface I { a: Int } type T implements I { a(x: Int!): Int }",
            "interface I { a: Int } interface J implements I { a: Int } type T implements J { a: Int }",
            "interface I implements J { a: Int } interface J implements I { a: Int }",
            "type T implements Missing { a: Int }",
            "type T implements E { a: Int } enum E { A }",
            "scalar S scalar S",
            "extend type T { a: Int }",
            "extend type T @x",
            "scalar T extend type T { a: Int }",
            "extend scalar S",
            "extend union U = A type A { x: Int }",
            "extend input I @a(b: $c)",
            "extend interface I implements J { a: Int }",
            "directive @a on FIELD",
            "directive @a on FIELD directive @a on QUERY",
            "directive @skip(if: Boolean!) on QUERY",
            "directive @a(b: Int @a) on ARGUMENT_DEFINITION",
            "directive @a on NOWHERE",
            "directive @a repeatable on | FIELD | OBJECT type T @a @a { x: Int }",
            "schema { query: T } type T { x: Int }",
            "schema { query: T } schema { query: T } type T { x: Int }",
            "schema { query: T }",
            "schema { nothing: T }",
            "extend schema { mutation: T } type T { x: Int }",
            "extend schema",
            "\"d\" extend type T { a: Int }",
            "\"\" extend type T { a: Int }",
            "# 1\n\"d\" # 2\ntype T # 3\n{ # 4\n\"f\" # 5\na # 6\n(b: Int # 7\n= 1 # 8\n) : Int # 9\n}\n# 10",
            "type T { \"\"\"\n\n  a\n    b\\\"\"\"\n\"\"\"\"\" a: [Int!]! }",
            "nothing { a: Int }",
            "type T { a(: Int }",
            "# only a comment");

    static void all(BuiltinDifferential asked) {
        for (var query : QUERIES) {
            asked.call("graphql.parse_query", quoted(query));
            for (var function : List.of("graphql.is_valid", "graphql.parse", "graphql.parse_and_verify")) {
                asked.call(function, quoted(query), quoted(SCHEMA));
            }
        }
        for (var schema : SCHEMAS) {
            asked.call("graphql.parse_schema", quoted(schema));
            asked.call("graphql.schema_is_valid", quoted(schema));
        }
        broken(asked, QUERIES.get(2), "graphql.parse_query");
        broken(asked, SCHEMA, "graphql.parse_schema");
        objects(asked);
        asked.wrongTypes("graphql.parse_query", 1);
        asked.wrongTypes("graphql.parse_schema", 1);
        asked.wrongTypes("graphql.schema_is_valid", 1);
        for (var function : List.of("graphql.is_valid", "graphql.parse", "graphql.parse_and_verify")) {
            asked.wrongTypes(function, 2);
        }
    }

    /** Texts with one character too few or too many. */
    private static void broken(BuiltinDifferential asked, String text, String function) {
        var random = new Random(SEED);
        for (int i = 0; i < 150; i++) {
            var at = random.nextInt(text.length());
            var inserted = List.of("", "{", "}", "(", ")", "\"", "#", "@", "$", "|", ":", "1", ".", "\\")
                    .get(random.nextInt(14));
            asked.call(function, quoted(text.substring(0, at) + inserted + text.substring(at + 1)));
        }
    }

    /** Documents that are not text, some of them unlike those that are parsed. */
    private static void objects(BuiltinDifferential asked) {
        var schema = "{\"Definitions\": [{\"Kind\": \"OBJECT\", \"Name\": \"Query\", \"Fields\": [{\"Name\": \"a\","
                + " \"Type\": {\"NamedType\": \"Int\"}, \"unknown\": 1}]}]}";
        for (var query : List.of(
                "{\"Operations\": [{\"Operation\": \"query\", \"SelectionSet\": [{\"Name\": \"a\", \"Alias\": \"a\"}]}]}",
                "{\"Operations\": [{\"Operation\": \"query\", \"SelectionSet\": [{\"Name\": \"b\"}]}]}",
                "{\"Operations\": [{\"Operation\": \"query\", \"SelectionSet\": [null]}]}",
                "{\"Operations\": [{\"Operation\": \"query\", \"SelectionSet\": [{\"Name\": 1}]}]}",
                "{\"Operations\": [{\"Operation\": 1}]}",
                "{\"operations\": [{\"Operation\": \"query\", \"SelectionSet\": [{\"Name\": \"a\"}]}]}",
                "{\"Operations\": \"a\"}",
                "{\"Fragments\": [{\"Name\": \"F\", \"TypeCondition\": \"Query\"}]}")) {
            asked.call("graphql.is_valid", query, schema);
            asked.call("graphql.parse", query, schema);
        }
        for (var definitions : List.of(
                schema,
                "{\"Definitions\": [{\"Kind\": \"NOTHING\", \"Name\": \"Query\"}]}",
                "{\"Definitions\": [{\"Kind\": \"ENUM\", \"Name\": \"E\", \"EnumValues\": [{\"Name\": \"A\"}]}]}",
                "{\"Definitions\": [{\"Name\": 1}]}",
                "{\"Definitions\": {}}",
                "{\"Directives\": [{\"Name\": \"d\", \"IsRepeatable\": \"yes\"}]}")) {
            asked.call("graphql.schema_is_valid", definitions);
        }
    }

    static String quoted(String text) {
        try {
            // Rego does not take every character as it is.
            return Fixtures.JSON
                    .writer()
                    .with(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .writeValueAsString(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void documents_are_read_and_checked_as_opa_does() throws IOException {
        all(this);
        assertSame();
    }
}
