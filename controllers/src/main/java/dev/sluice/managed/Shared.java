package dev.sluice.managed;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.gate.Gate;
import dev.sluice.kube.Backoff;
import dev.sluice.kube.EventRecorder;
import dev.sluice.protection.Protection;
import dev.sluice.provider.ConfigReader;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;

/** What the reconcilers of all kinds have in common. */
record Shared(
        Gate gate,
        EventRecorder events,
        MeterRegistry metrics,
        ConfigReader configs,
        InstantSource clock,
        CloudBudget budget,
        ReferenceIndex references,
        Protection protection,
        Sightings sightings,
        Backoff backoff,
        Secrets secrets,
        ObjectMapper json) {}
