package dev.sluice.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.GitRepository;
import dev.sluice.api.Policy;
import dev.sluice.api.PolicyExemption;
import dev.sluice.api.ReferenceGrant;
import dev.sluice.api.Sync;
import dev.sluice.api.Usage;
import dev.sluice.api.crd.GeneratedFiles;
import dev.sluice.api.crd.KindReference;
import dev.sluice.api.crd.KindReference.Entry;
import dev.sluice.api.managed.ConnectionKey;
import dev.sluice.provider.Kind;
import dev.sluice.provider.ProviderContext;
import dev.sluice.provider.aws.sqs.Queue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CheckedInReferenceTest {
    private static final String COMMAND =
            "./mvnw -pl providers/aws -am test -Dtest=CheckedInReferenceTest -Dsurefire.failIfNoSpecifiedTests=false -Ddocs.update=true";
    private static final Path FOLDER = Path.of("../../docs/reference");

    @Test
    void the_reference_is_what_the_java_types_say() throws IOException {
        var entries = entries();
        var pages = KindReference.pages(entries);
        var index = Map.of("README.md", index(entries));
        var kindFiles = new GeneratedFiles(FOLDER.resolve("kinds"), COMMAND);
        var indexFile = new GeneratedFiles(FOLDER, COMMAND);
        if (Boolean.getBoolean("docs.update")) {
            kindFiles.write(pages);
            indexFile.write(index);
        }
        assertThat(kindFiles.stale(pages)).isEmpty();
        assertThat(indexFile.stale(index)).isEmpty();
        try (var files = Files.list(FOLDER.resolve("kinds"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .as("pages of groups that are gone are deleted by hand")
                    .containsExactlyInAnyOrderElementsOf(pages.keySet());
        }
    }

    private static List<Entry> entries() {
        var entries = new ArrayList<>(List.of(
                new Entry(GitRepository.class, List.of()),
                new Entry(Sync.class, List.of()),
                new Entry(Policy.class, List.of()),
                new Entry(PolicyExemption.class, List.of()),
                new Entry(ReferenceGrant.class, List.of()),
                new Entry(Usage.class, List.of()),
                new Entry(ProviderConfig.class, List.of())));
        try (var aws = new AwsProvider(ProviderContext.PLAIN)) {
            aws.kinds().forEach(kind -> entries.add(new Entry(kind.type(), facts(kind))));
        }
        return entries;
    }

    private static List<String> facts(Kind<?, ?, ?, ?> kind) {
        var owner = kind.adapter().carriesOwnerTag()
                ? ""
                : " It has no place for the owner's tag: it is Sluice's by what Sluice has written down alone.";
        var facts = new ArrayList<>(List.of("Identity: " + identity(kind.identity()) + owner));
        var keys = kind.type().getAnnotationsByType(ConnectionKey.class);
        if (keys.length > 0) {
            facts.add("Connection Secret: "
                    + Stream.of(keys)
                            .map(key -> "`%s` (%s)".formatted(key.name(), key.description()))
                            .collect(Collectors.joining(", "))
                    + ".");
        }
        return facts;
    }

    private static String identity(Kind.Identity identity) {
        return switch (identity) {
            case DETERMINISTIC -> "deterministic. The name is chosen here, and finds it again after a crash.";
            case TOKEN -> "token. Creating it is repeated with the same client token after a crash.";
            case TAGGED -> "tagged. The cloud chooses the name; the owner's tag finds it again after a crash.";
            case BLIND ->
                "blind. The cloud chooses the name and nothing finds it again: after a crash a person is asked.";
        };
    }

    private static String index(List<Entry> entries) {
        return """
                # Reference of kinds

                What can be written for each kind, field by field: what `kubectl explain` says, with the rules that Sluice adds.

                %s
                ## What every managed kind has besides

                %s
                ## What the rules say

                - **required**: the API server refuses an object without it.
                - **immutable**: cannot be changed in place; a difference is refused by name, never replaced in silence.
                - **left to the cloud when unset**: unset means "as the cloud chooses". Without this rule unset means "absent",
                  and what the cloud has there is a difference.
                - **secret**: never shown in a plan, a policy's input, a status, an Event or a message.
                - **a set**: another order is no difference. **policy document**: compared by meaning.
                - **`arn` of a Key, for `keyArn`**: names another object, or chooses it by labels; its output is written to that field.
                - **a key of a Secret, for `password`**: that field's value is read from the Secret.

                Where nothing else is said, a string has at most 1024 characters, a list 100 items and a map 100 entries.
                """.formatted(KindReference.index(entries, "kinds"), KindReference.commonFields(Queue.class));
    }
}
