package dev.sluice.managed;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.api.ObjectReference;
import dev.sluice.api.SecretKeyReference;
import dev.sluice.api.field.Immutable;
import dev.sluice.api.field.Reference;
import dev.sluice.api.field.SecretValue;
import dev.sluice.api.field.Sensitive;
import dev.sluice.api.field.ServerDefaulted;
import dev.sluice.api.managed.ManagedResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A kind of which every field rule has an example. */
@Group("things.test.sluice.dev")
@Version("v1")
@SuppressWarnings("serial")
public class Thing extends ManagedResource<Thing.Parameters, Thing.Outputs> {

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Parameters(
            @Immutable String region,
            @Nullable Integer size,
            @ServerDefaulted @Nullable String color,
            @Nullable Map<String, String> tags,
            @Sensitive @Nullable String password,

            @SecretValue(to = "password") @Nullable SecretKeyReference passwordSecretRef,

            @Sensitive @Nullable String token,
            @Nullable String tokenVersion,

            @SecretValue(to = "token", version = "tokenVersion") @Nullable
            SecretKeyReference tokenSecretRef,

            @Nullable String peer,

            @Reference(kind = Thing.class, output = "arn", to = "peer") @Nullable
            ObjectReference peerRef,

            @Nullable List<String> peers,

            @Reference(kind = Thing.class, output = "arn", to = "peers") @Nullable
            List<ObjectReference> peerRefs,

            @Immutable @Nullable String home,

            @Reference(kind = Thing.class, output = "arn", to = "home") @Nullable
            ObjectReference homeRef,

            @Reference(kind = Thing.class, output = "arn", to = "password") @Nullable
            ObjectReference passwordRef) {

        /** The least that can be wished for. */
        static Parameters in(String region) {
            return new Parameters(
                    region, 1, null, null, null, null, null, null, null, null, null, null, null, null, null, null);
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(String arn) {}
}
