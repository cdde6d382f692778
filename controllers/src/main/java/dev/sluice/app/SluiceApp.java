package dev.sluice.app;

import dev.sluice.admission.AdmissionHandler;
import dev.sluice.admission.WebhookCertificates;
import dev.sluice.admission.WebhookConfigurator;
import dev.sluice.admission.WebhookServer;
import dev.sluice.api.Policy;
import dev.sluice.config.ProviderConfigReconciler;
import dev.sluice.exemption.ClusterExemptions;
import dev.sluice.exemption.ExemptionReconciler;
import dev.sluice.exemption.ExemptionRules;
import dev.sluice.gate.Gate;
import dev.sluice.gate.rego.PolicyCompiler;
import dev.sluice.gatekeeper.Gatekeeper;
import dev.sluice.kube.ApiEventRecorder;
import dev.sluice.kube.Impersonation;
import dev.sluice.managed.ManagedControllers;
import dev.sluice.policy.ClusterInventory;
import dev.sluice.policy.ClusterNamespaces;
import dev.sluice.policy.PolicyLoader;
import dev.sluice.policy.PolicyReconciler;
import dev.sluice.protection.ClusterUsages;
import dev.sluice.protection.Protection;
import dev.sluice.provider.CallLimits;
import dev.sluice.provider.Confidential;
import dev.sluice.provider.ProviderContext;
import dev.sluice.report.Audit;
import dev.sluice.report.Denials;
import dev.sluice.source.GitRepositoryReconciler;
import dev.sluice.source.Receiver;
import dev.sluice.sync.SyncReconciler;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.Operator;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every part, wired by hand, once. Parts are closed in the reverse order of their start.
 */
final class SluiceApp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SluiceApp.class);

    private final Deque<AutoCloseable> parts = new ConcurrentLinkedDeque<>();
    private final AtomicReference<@Nullable Operator> running = new AtomicReference<>();

    private SluiceApp() {}

    static SluiceApp start(Options options) {
        var app = new SluiceApp();
        try {
            app.wire(options);
            return app;
        } catch (RuntimeException e) {
            app.close();
            throw e;
        }
    }

    private void wire(Options options) {
        var started = System.nanoTime();
        var clock = InstantSource.system();
        var metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Metrics.ofProcess(metrics);
        var client = closing(new KubernetesClientBuilder()
                .withConfig(Impersonation.honoured(Config.autoConfigure(null)))
                .build());
        var events = closing(new ApiEventRecorder(client, metrics, clock));

        // The clouds.
        var providers = closing(
                Providers.load(options.providers, new ProviderContext(Metrics.ofCalls(metrics), CallLimits.DEFAULT)));
        var confidential = new Confidential(providers.kinds());

        // The gate, and what is in force at it.
        var inventory = closing(new ClusterInventory(client, confidential, metrics, clock));
        var namespaces = closing(new ClusterNamespaces(client));
        var compiler = closing(new PolicyCompiler(Path.of(options.opa), namespaces, inventory, clock));
        var loader = closing(new PolicyLoader(compiler, metrics));
        loader.onLoad(() -> inventory.keepFor(loader.inForce().values()));
        var exemptions = closing(new ClusterExemptions(client, clock));
        var decisions = closing(Decisions.of(options.decisionLog, options.cacheDir, metrics));
        var denials = new Denials();
        var ownUser = OwnIdentity.userName(client);
        var gate = new Gate(
                () -> ExemptionRules.before(loader.current(), ownUser, clock),
                exemptions,
                decisions.and(denials),
                clock);
        var configurator = new AtomicReference<@Nullable WebhookConfigurator>();
        var force = closing(
                InForce.of(client, options.namespace, loader, () -> mended(configurator), events, metrics, clock));
        var policies = new PolicyReconciler(compiler, loader, force.proof(), events, clock);
        var gatekeeper = closing(new Gatekeeper(client, compiler, loader, clock));
        var hooks = new PolicyHooks(compiler, loader, gatekeeper);

        // What must not be deleted.
        var usages = closing(new ClusterUsages(client));
        var protection = new Protection(usages, decisions, clock);

        // From Git to the cluster.
        var repositories = new GitRepositoryReconciler(client, events, metrics, clock, options.cacheDir.resolve("git"));
        var syncs = closing(new SyncReconciler(
                client, repositories, gate, protection, events, metrics, clock, confidential, hooks, hooks));

        // From the cluster to the cloud.
        var wakeups = new Wakeups();
        var configs = closing(new CachedConfigReader(client, wakeups));
        var secrets = closing(new WatchedSecrets(client, wakeups::secretChanged));
        var controllers = closing(new ManagedControllers(
                client,
                gate,
                events,
                metrics,
                configs,
                protection,
                secrets::secret,
                new DigestKey(client, options.namespace),
                clock));
        var providerConfigs = providers.all().stream()
                .<ProviderConfigReconciler<?>>map(provider -> ProviderConfigReconciler.of(
                        provider, client, configs, name -> controllers.users(provider, name), events, clock))
                .toList();
        wakeups.tell(controllers, providerConfigs);
        loader.onLoad(controllers::policiesChanged);
        loader.onLoad(syncs::retryHeld);
        // What is in force is known as early as can be; whoever is told is there.
        Thread.ofVirtual().start(() -> {
            gatekeeper.bootstrap();
            policies.bootstrap(() -> client.resources(Policy.class).list().getItems());
        });
        protection.onChange(controllers::protectionChanged);
        protection.onChange(syncs::retryHeld);
        exemptions.onChange(controllers::policiesChanged);
        exemptions.onChange(syncs::retryHeld);

        // The door.
        var endpoints = closing(new HttpEndpoints(
                Options.Address.parse("--listen", options.listen),
                () -> Map.of("controllers", running.get() != null, "policies", gate.ready()),
                metrics,
                new Receiver(client, repositories, metrics, clock)));
        // What stands in the cluster.
        var audit = closing(new Audit(
                client,
                gate,
                loader::inForce,
                confidential,
                namespaces,
                providers.groups(),
                denials,
                metrics,
                clock,
                Options.duration("--audit-interval", options.auditInterval)));
        loader.onLoad(audit::judgeEverything);

        var operator = operator(options, client);
        Future<Integer> http;
        Future<Integer> webhook;
        try (var steps = new Steps()) {
            // What a network or a key is waited for, beside what is to be loaded and registered.
            http = steps.begin(endpoints::start);
            webhook = steps.begin(() -> admission(
                    options,
                    client,
                    gate,
                    protection,
                    confidential,
                    events,
                    metrics,
                    clock,
                    loader,
                    providers.groups(),
                    configurator,
                    force));
            steps.begin(() -> usages.start(protection::changed));
            steps.begin(exemptions::start);
            steps.begin(controllers::watch);
            operator.register(policies, PolicyReconciler::configure);
            operator.register(new ExemptionReconciler(exemptions, events, clock), ExemptionReconciler::configure);
            operator.register(repositories, GitRepositoryReconciler::configure);
            operator.register(syncs, SyncReconciler::configure);
            providers.all().forEach(controllers::add);
            providerConfigs.forEach(controllers::add);
            controllers.register(operator);
            steps.join();
        }

        // Everything is there: begin.
        operator.start();
        syncs.started();
        controllers.started(operator);
        audit.start();
        parts.push(operator::stop);
        running.set(operator);
        force.start();
        LOG.info(
                "started in {} ms, http={} webhook={}",
                (System.nanoTime() - started) / 1_000_000,
                Steps.result(http),
                Steps.result(webhook));
        announce(options, Steps.result(http), Steps.result(webhook));
    }

    private Operator operator(Options options, KubernetesClient client) {
        // A fixed number: unbounded virtual threads would open more streams than the API server allows.
        var workers = Executors.newFixedThreadPool(
                options.workers, Thread.ofVirtual().name("reconcile-", 0).factory());
        parts.push(workers::shutdownNow);
        return new Operator(new OperatorConfiguration(client, workers));
    }

    private int admission(
            Options options,
            KubernetesClient client,
            Gate gate,
            Protection protection,
            Confidential confidential,
            ApiEventRecorder events,
            PrometheusMeterRegistry metrics,
            InstantSource clock,
            PolicyLoader loader,
            List<String> managedGroups,
            AtomicReference<@Nullable WebhookConfigurator> configurator,
            InForce force) {
        var address = Options.Address.parse("--webhook-listen", options.webhookListen);
        var authority = new AtomicReference<@Nullable String>();
        Runnable configure = () -> {
            // One at a time, so that whoever comes last has read last.
            synchronized (configurator) {
                var known = configurator.get();
                var pem = authority.get();
                if (known != null && pem != null) {
                    known.configure(
                            loader.current() == null ? null : loader.inForce().values(), pem);
                }
            }
        };
        // Before the first time, so that no load in between is missed.
        loader.onLoad(configure);
        var server = closing(new WebhookServer(
                client,
                options.namespace,
                address.host(),
                address.port(),
                new AdmissionHandler(gate, protection, confidential, events, metrics),
                new WebhookCertificates(List.of(options.webhookUrlHost), clock),
                pem -> {
                    authority.set(pem);
                    configure.run();
                }));
        var port = server.start();
        configurator.set(closing(new WebhookConfigurator(
                client,
                WebhookServer.url(options.webhookUrlHost, options.webhookUrlPort == 0 ? port : options.webhookUrlPort),
                managedGroups,
                OwnIdentity.userName(client),
                options.namespace,
                force::interfered)));
        configure.run();
        return port;
    }

    private static Optional<String> mended(AtomicReference<@Nullable WebhookConfigurator> configurator) {
        var known = configurator.get();
        return known == null ? Optional.of("the webhook is being started") : known.mended();
    }

    private static void announce(Options options, int http, int webhook) {
        if (options.addressesFile == null) {
            return;
        }
        var host = Options.Address.parse("--listen", options.listen).host();
        var json = "{\"http\":\"http://%s:%d\",\"webhook\":\"https://%s:%d\"}%n"
                .formatted(host, http, options.webhookUrlHost, webhook);
        try {
            var whole = options.addressesFile.resolveSibling(options.addressesFile.getFileName() + ".part");
            Files.writeString(whole, json);
            Files.move(whole, options.addressesFile, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("--addresses-file cannot be written: " + e.getMessage(), e);
        }
    }

    private <T extends AutoCloseable> T closing(T part) {
        parts.push(part);
        return part;
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.warn("a part did not stop cleanly: {}", e.toString());
            }
        }
    }
}
