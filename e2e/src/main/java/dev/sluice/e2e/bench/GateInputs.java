package dev.sluice.e2e.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.GatePoint;
import dev.sluice.api.Operation;
import dev.sluice.api.Policy;
import dev.sluice.e2e.local.Checkout;
import dev.sluice.gate.Change;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the gate's benchmarks judge, and by what: the library's policies, on a bucket of 5 KB that they admit. */
final class GateInputs {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int OBJECT_BYTES = 5 * 1024;

    private final Checkout checkout;

    GateInputs(Checkout checkout) {
        this.checkout = checkout;
    }

    /**
     * The library's policies over and over, each with a text and a package of its own, so that none shares another's
     * code. All of them match.
     *
     * @return by name, which is also the last part of the package {@code policies.<name>}
     */
    Map<String, Policy.Spec> policies(int count) throws IOException {
        var library = new ArrayList<Policy>();
        var text = Files.readString(checkout.root().resolve("policies/library/dist/aws-foundation.yaml"));
        for (var document : text.split("(?m)^---$")) {
            library.add(Serialization.unmarshal(document, Policy.class));
        }
        var specs = new TreeMap<String, Policy.Spec>();
        for (int i = 0; i < count; i++) {
            var spec = library.get(i % library.size()).getSpec();
            var name = "p" + i;
            var rego = spec.rego().replaceFirst("(?m)^package .*$", "package policies." + name);
            specs.put(name, Policy.Spec.of(rego).withParameters(spec.parameters()));
        }
        return specs;
    }

    ObjectNode bucket() throws IOException {
        var file = checkout.examples().resolve("shop/repository/infra/receipts-bucket.yaml");
        var object = JSON.<ObjectNode>valueToTree(Serialization.unmarshal(Files.readString(file), Map.class));
        var filler = new StringBuilder();
        while (object.toString().length() + filler.length() < OBJECT_BYTES) {
            filler.append("What this bucket is for, at some length. ");
        }
        object.withObjectProperty("metadata").withObjectProperty("annotations").put("description", filler.toString());
        return object;
    }

    Change change() throws IOException {
        var object = bucket();
        return new Change(
                GatePoint.SYNC,
                Operation.CREATE,
                new Change.Subject("s3.aws.sluice.dev", "v1alpha1", "Bucket", "shop", "shop-receipts"),
                object,
                null,
                null,
                object,
                List.of(),
                null,
                null,
                null);
    }

    /** The AdmissionReview with which the API server would ask for the same. */
    byte[] admissionReview() throws IOException {
        var review = JSON.createObjectNode();
        review.put("apiVersion", "admission.k8s.io/v1").put("kind", "AdmissionReview");
        var request = review.putObject("request");
        request.put("uid", "00000000-0000-0000-0000-000000000000")
                .put("name", "shop-receipts")
                .put("namespace", "shop")
                .put("operation", "CREATE");
        request.putObject("kind")
                .put("group", "s3.aws.sluice.dev")
                .put("version", "v1alpha1")
                .put("kind", "Bucket");
        request.putObject("userInfo")
                .put("username", "developer")
                .putArray("groups")
                .add("developers");
        request.set("object", bucket());
        return JSON.writeValueAsBytes(review);
    }
}
