package dev.sluice.gate.rego.graphql;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import dev.sluice.gate.rego.graphql.Ast.Field;
import dev.sluice.gate.rego.graphql.Ast.FragmentSpread;
import dev.sluice.gate.rego.graphql.Ast.InlineFragment;
import dev.sluice.gate.rego.graphql.Ast.QueryDocument;
import dev.sluice.gate.rego.graphql.Ast.SchemaDocument;
import dev.sluice.gate.rego.graphql.Ast.Selection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Documents from text or from their JSON, and their rules. Loaded when a policy first uses it. */
public final class Graphql {
    private static final ObjectMapper JSON = mapper();

    /** What every schema has. */
    private static final SchemaDocument PRELUDE =
            new SchemaParser(resource("prelude.graphql"), true, UnaryOperator.identity()).document();

    private Graphql() {}

    /** Operations and fragments, not checked yet. */
    public static final class Query {
        private final QueryDocument document;

        private Query(QueryDocument document) {
            this.document = document;
        }

        /** As gqlparser writes it, without places in the text. */
        public JsonNode json() {
            return JSON.valueToTree(document);
        }
    }

    /** Types and directives, not checked yet. */
    public static final class Definitions {
        private final SchemaDocument document;

        private Definitions(SchemaDocument document) {
            this.document = document;
        }

        /** As gqlparser writes it, without places in the text. */
        public JsonNode json() {
            return JSON.valueToTree(document);
        }
    }

    /** @param quote makes a string literal, for messages */
    public static Query query(String text, UnaryOperator<String> quote) {
        return new Query(new QueryParser(text, quote).document());
    }

    /** @param json as {@link Query#json} writes it */
    public static Query queryOf(String json) {
        return new Query(read(json, QueryDocument.class));
    }

    /** @param quote makes a string literal, for messages */
    public static Definitions definitions(String text, UnaryOperator<String> quote) {
        return new Definitions(new SchemaParser(text, false, quote).document());
    }

    /** @param json as {@link Definitions#json} writes it */
    public static Definitions definitionsOf(String json) {
        return new Definitions(read(json, SchemaDocument.class));
    }

    private static <T> T read(String json, Class<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new GraphqlException("the object is no GraphQL document: " + e.getOriginalMessage());
        }
    }

    /**
     * Whether definitions keep the rules.
     *
     * @param tick is asked in each loop that may be long, and ends it by throwing
     */
    public static void check(Definitions definitions, Runnable tick) {
        schema(definitions, tick);
    }

    /**
     * Whether definitions keep their rules, and a query those for it.
     *
     * @param tick is asked in each loop that may be long, and ends it by throwing
     */
    public static void check(Definitions definitions, Query query, Runnable tick) {
        QueryRules.check(schema(definitions, tick), query.document, tick);
    }

    private static Schema schema(Definitions definitions, Runnable tick) {
        var document = new SchemaDocument(
                definitions.document.schema(),
                definitions.document.schemaExtension(),
                joined(PRELUDE.directives(), definitions.document.directives()),
                joined(PRELUDE.definitions(), definitions.document.definitions()),
                definitions.document.extensions(),
                null);
        var schema = Schema.of(document);
        SchemaRules.check(schema, document, tick);
        return schema.withRoots(document);
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        var joined = new ArrayList<>(first);
        joined.addAll(second);
        return joined;
    }

    private static String resource(String name) {
        try (var in = Graphql.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectMapper mapper() {
        var mapper = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
                .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS, MapperFeature.AUTO_DETECT_IS_GETTERS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .addModule(new SimpleModule().addDeserializer(Selection.class, new SelectionReader()))
                .build();
        for (var shape : List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)) {
            mapper.coercionConfigFor(LogicalType.Textual).setCoercion(shape, CoercionAction.Fail);
        }
        return mapper;
    }

    /** JSON does not say which kind it is: the first counts as which it can be read, as in the original. */
    private static final class SelectionReader extends StdDeserializer<Selection> {
        private static final long serialVersionUID = 1L;

        SelectionReader() {
            super(Selection.class);
        }

        @Override
        public @Nullable Selection deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            JsonNode node = parser.readValueAsTree();
            for (var type :
                    List.<Class<? extends Selection>>of(Field.class, FragmentSpread.class, InlineFragment.class)) {
                var selection = read(node, type);
                if (selection.isPresent()) {
                    return selection.get();
                }
            }
            return null;
        }

        private static Optional<Selection> read(JsonNode node, Class<? extends Selection> type) {
            try {
                return Optional.of(JSON.treeToValue(node, type));
            } catch (JsonProcessingException e) {
                return Optional.empty();
            }
        }

        @Override
        public Selection getNullValue(DeserializationContext context) {
            return new Field("", "", List.of(), List.of(), List.of(), null);
        }
    }
}
