package dev.sluice.cli.check;

import dev.sluice.api.Sync.FileError;
import dev.sluice.cli.output.Finding;
import dev.sluice.cli.output.Finding.Place;
import dev.sluice.cli.output.Result;
import dev.sluice.manifest.Manifest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.TreeSet;

/** What can be said of objects without any policy: readable, known, as their schema demands, unique, and complete. */
final class Inspection {
    private static final int NAMED = 5;

    private final Workload work;
    private final Schemas schemas;
    private final SchemaCheck schemaCheck = new SchemaCheck();
    private final ReferenceCheck references;
    private final Workload.Lines lines;
    private final TreeSet<String> unchecked = new TreeSet<>();
    private final List<Finding> findings = new ArrayList<>();

    Inspection(Workload work, Kinds kinds) {
        this.work = work;
        this.schemas = new Schemas(work.items().stream()
                .map(Item::manifest)
                .filter(m -> m.kind().equals("CustomResourceDefinition")
                        && Item.group(m.apiVersion()).equals("apiextensions.k8s.io"))
                .toList());
        this.references = new ReferenceCheck(kinds, work.items());
        this.lines = new Workload.Lines(work.files());
    }

    List<Finding> findings() {
        work.errors().forEach(e -> findings.add(unreadable(e)));
        duplicates();
        for (var item : work.items()) {
            if (item.changed()) {
                schema(item.manifest());
            }
            dangling(item);
        }
        return findings;
    }

    /** What was not looked at, in sentences. */
    List<String> notes() {
        var notes = new ArrayList<String>();
        if (schemaCheck.celRules() > 0) {
            notes.add("%d CEL rules are checked by the API server only".formatted(schemaCheck.celRules()));
        }
        if (!unchecked.isEmpty()) {
            var some = unchecked.stream().limit(NAMED).toList();
            notes.add("the fields of these kinds are checked by the API server only: %s%s"
                    .formatted(
                            String.join(", ", some),
                            unchecked.size() > NAMED ? " and %d more".formatted(unchecked.size() - NAMED) : ""));
        }
        return notes;
    }

    static Finding unreadable(FileError error) {
        return Finding.of(
                Result.ERROR,
                "manifest",
                "unreadable",
                error.message(),
                new Place(error.path(), error.line() == null ? 1 : error.line()));
    }

    private void duplicates() {
        var first = new HashMap<Item.Key, Manifest>();
        for (var item : work.items()) {
            var manifest = item.manifest();
            var other = first.putIfAbsent(item.key(), manifest);
            if (other != null) {
                add(
                        Result.ERROR,
                        "manifest/duplicate",
                        manifest,
                        "",
                        "stands twice, first at %s: take one of them away".formatted(other.place()));
            }
        }
    }

    private void schema(Manifest manifest) {
        var group = Item.group(manifest.apiVersion());
        var version = Item.version(manifest.apiVersion());
        var versions = schemas.of(group, manifest.kind());
        var schema = versions.get(version);
        if (schema != null) {
            for (var problem : schemaCheck.check(manifest.object(), schema)) {
                add(
                        Result.ERROR,
                        "schema/" + problem.rule(),
                        manifest,
                        problem.field(),
                        problem.field() + ": " + problem.message());
            }
        } else if (!versions.isEmpty()) {
            add(
                    Result.ERROR,
                    "schema/unknown-version",
                    manifest,
                    "apiVersion",
                    "%s is not served as %s, but as %s"
                            .formatted(manifest.kind(), version, String.join(", ", versions.keySet())));
        } else if (Schemas.isOwn(group)) {
            add(Result.ERROR, "schema/unknown-kind", manifest, "kind", unknownKind(group, manifest.kind()));
        } else {
            unchecked.add(manifest.kind());
        }
    }

    private String unknownKind(String group, String kind) {
        var kinds = schemas.kinds(group);
        var nearGroup = kinds.isEmpty() ? Schemas.near(group, schemas.groups()) : null;
        var near = Schemas.near(kind, kinds);
        var hint = nearGroup != null
                ? "; did you mean the group %s?".formatted(nearGroup)
                : near != null
                        ? "; did you mean %s?".formatted(near)
                        : kinds.isEmpty() ? "" : "; there are " + String.join(", ", kinds);
        return "there is no kind %s in %s%s".formatted(kind, group, hint);
    }

    /** Of objects that have not changed only those that a deletion has left alone. */
    private void dangling(Item item) {
        for (var reference : references.check(item.manifest())) {
            var isGone = work.gone().stream().anyMatch(m -> Item.Key.of(m).equals(reference.target()));
            if (item.changed() || isGone) {
                add(
                        Result.WARN,
                        "references/missing",
                        item.manifest(),
                        reference.field(),
                        reference.field() + ": " + reference.message());
            }
        }
    }

    private void add(Result result, String rule, Manifest manifest, String field, String message) {
        var place = new Place(manifest.path(), lines.line(manifest, field));
        var slash = rule.indexOf('/');
        findings.add(Finding.of(result, rule.substring(0, slash), rule.substring(slash + 1), message, place)
                .about(Item.resource(manifest)));
    }
}
