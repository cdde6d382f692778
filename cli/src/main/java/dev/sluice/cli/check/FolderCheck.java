package dev.sluice.cli.check;

import dev.sluice.cli.output.Finding;
import dev.sluice.cli.output.Findings;
import dev.sluice.gate.DecisionSink;
import dev.sluice.gate.Exemptions;
import dev.sluice.gate.Gate;
import dev.sluice.gate.PolicySet;
import dev.sluice.gate.rego.PolicyCompiler;
import dev.sluice.manifest.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks one folder: everything in it or, against a base revision, what has changed.
 *
 * @param opa the OPA binary; asked for only when there are policies
 * @param exemptions which violations do not count, as at every other gate
 */
public record FolderCheck(Supplier<Path> opa, Exemptions exemptions, InstantSource clock) {

    /**
     * @param base revision to compare with; null to look at everything
     * @param policyFolders further folders of policies that judge this one
     */
    public Findings check(Path folder, @Nullable String base, List<Path> policyFolders) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException(folder + " is not a folder");
        }
        var real = folder.toRealPath();
        try (var git = GitBase.around(real);
                var kinds = Kinds.bundled()) {
            if (git == null && base != null) {
                throw new IllegalArgumentException(
                        "--base needs a Git repository, and %s is in none".formatted(folder));
            }
            var root = git == null ? rootWithoutGit(real) : git.root();
            var work = Workload.of(real, root, git, base);
            var findings = new ArrayList<Finding>();
            var manifests = policies(work, policyFolders, root, findings);
            // OPA and its result take as long as everything else together.
            var compiled = CompletableFuture.supplyAsync(() -> compiled(manifests));
            var inspection = new Inspection(work, kinds);
            findings.addAll(inspection.findings());
            var policies = join(compiled);
            findings.addAll(policies.findings());
            findings.addAll(judged(work, policies, kinds, git));
            return new Findings(title(work, base), clock.instant(), findings, notes(inspection, work, policies));
        }
    }

    /** Paths are told as a reader in the current folder would write them. */
    private static Path rootWithoutGit(Path folder) throws IOException {
        var here = Path.of("").toRealPath();
        return folder.startsWith(here) ? here : folder;
    }

    private static List<Manifest> policies(Workload work, List<Path> folders, Path root, List<Finding> findings)
            throws IOException {
        var manifests = new ArrayList<Manifest>();
        work.items().stream().map(Item::manifest).filter(Policies::isPolicy).forEach(manifests::add);
        for (var folder : folders) {
            if (!Files.isDirectory(folder)) {
                throw new IllegalArgumentException("--policies %s is not a folder".formatted(folder));
            }
            manifests.addAll(Policies.in(folder.toRealPath(), root, findings));
        }
        return manifests;
    }

    private Policies compiled(List<Manifest> manifests) {
        if (manifests.isEmpty()) {
            return new Policies(PolicySet.empty(), Map.of(), List.of());
        }
        try (var compiler = new PolicyCompiler(opa.get(), clock)) {
            return Policies.of(compiler, manifests);
        }
    }

    private static Policies join(CompletableFuture<Policies> compiled) {
        try {
            return compiled.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** A policy that has changed judges everything anew. */
    private List<Finding> judged(Workload work, Policies policies, Kinds kinds, @Nullable GitBase git)
            throws IOException {
        var gate = new Gate(policies::set, exemptions, DecisionSink.NONE, clock);
        var judgement = new Judgement(
                gate,
                policies,
                kinds.confidential(),
                new Workload.Lines(work.files()),
                git == null ? "" : git.url(),
                git == null ? "none" : git.head());
        var everything = policiesChanged(work);
        var findings = new ArrayList<Finding>();
        work.items().stream()
                .filter(item -> item.changed() || everything)
                .forEach(item -> findings.addAll(judgement.of(item)));
        work.gone().forEach(manifest -> findings.addAll(judgement.ofGone(manifest)));
        return findings;
    }

    private static boolean policiesChanged(Workload work) {
        return work.items().stream().anyMatch(i -> i.changed() && Policies.isPolicy(i.manifest()))
                || work.gone().stream().anyMatch(Policies::isPolicy);
    }

    private static String title(Workload work, @Nullable String base) {
        var changed = work.items().stream().filter(Item::changed).count();
        return base == null
                ? "sluice check: %d objects in %d files"
                        .formatted(work.items().size(), work.files().size())
                : "sluice check: %d objects changed and %d gone since %s, of %d"
                        .formatted(
                                changed, work.gone().size(), base, work.items().size());
    }

    private static List<String> notes(Inspection inspection, Workload work, Policies policies) {
        var notes = new ArrayList<>(inspection.notes());
        if (policies.definitions().isEmpty()) {
            notes.add("no policy judged: there is none in the folder, and --policies names none");
        }
        if (work.items().isEmpty()) {
            notes.add("the folder holds no manifests (.yaml, .yml, .json)");
        }
        return notes;
    }
}
