package dev.sluice.provider.aws.ec2;

import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.client.Api;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Regions;
import dev.sluice.provider.aws.client.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Response;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** What the kinds of EC2 have in common: tags within the create call, and looking by id or by tags. */
record Ec2(Target<?, AwsSession> target, Api<Ec2Client> api) {
    /** Few resources have all the tags that are asked for; ends a listing that goes in circles. */
    private static final int MAX_PAGES = 100;

    /** What the SDK says where an answer has no request id: AWS did not give it. */
    private static final String NO_REQUEST_ID = "UNKNOWN";

    static Ec2 of(Target<?, AwsSession> target) {
        return new Ec2(target, target.session().ec2(target.region()));
    }

    String id() {
        return target.externalName();
    }

    <R> R call(String operation, Function<? super Ec2Client, ? extends R> call) {
        return api.call(operation, call);
    }

    /** The tags a resource is created with, the owner's among them. */
    TagSpecification tagged(ResourceType type, @Nullable Map<String, String> tags) {
        return TagSpecification.builder()
                .resourceType(type)
                .tags(list(Tags.wanted(tags, target.ownerUid())))
                .build();
    }

    /** The resource that is described by its id; empty where EC2 says that there is none. */
    <R extends Ec2Response, T> Optional<T> one(
            String operation, Function<Ec2Client, R> describe, Function<R, List<T>> items) {
        return api.find(operation, describe)
                .flatMap(answer ->
                        items.apply(believed(api, operation, answer)).stream().findFirst());
    }

    /** The resources with all of these tags. What EC2 filters is looked at again, because an emulator may not. */
    <R extends Ec2Response, T> List<T> tagged(
            Map<String, String> wanted,
            String operation,
            Function<Ec2Client, ? extends Iterable<R>> describe,
            Function<R, List<T>> items,
            Function<T, List<Tag>> tags) {
        return all(api, operation, describe, items).stream()
                .filter(item -> map(tags.apply(item)).entrySet().containsAll(wanted.entrySet()))
                .toList();
    }

    /** What all pages hold, by id. */
    static <R extends Ec2Response, T> Map<String, T> listed(
            Api<Ec2Client> api,
            String operation,
            Function<Ec2Client, ? extends Iterable<R>> describe,
            Function<R, List<T>> items,
            Function<T, String> id) {
        var listed = new HashMap<String, T>();
        all(api, operation, describe, items).forEach(item -> listed.put(id.apply(item), item));
        return listed;
    }

    private static <R extends Ec2Response, T> List<T> all(
            Api<Ec2Client> api,
            String operation,
            Function<Ec2Client, ? extends Iterable<R>> describe,
            Function<R, List<T>> items) {
        return api.call(operation, client -> {
            var all = new ArrayList<T>();
            int pages = 0;
            for (var page : describe.apply(client)) {
                if (++pages > MAX_PAGES) {
                    throw api.incomplete(operation);
                }
                all.addAll(items.apply(believed(api, operation, page)));
            }
            return all;
        });
    }

    static List<Filter> having(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag -> Filter.builder()
                        .name("tag:" + tag.getKey())
                        .values(literally(tag.getValue()))
                        .build())
                .toList();
    }

    /** EC2 takes {@code *} and {@code ?} in a filter for any text. */
    private static String literally(String value) {
        return value.replace("\\", "\\\\").replace("*", "\\*").replace("?", "\\?");
    }

    private static <R extends Ec2Response> R believed(Api<Ec2Client> api, String operation, R answer) {
        if (NO_REQUEST_ID.equals(answer.responseMetadata().requestId())) {
            throw api.incomplete(operation);
        }
        return answer;
    }

    /** Writes and removes tags one by one, in a call for each where there is anything to do. */
    void retag(@Nullable Map<String, String> desired, @Nullable Map<String, String> observed, @Nullable String owner) {
        var edit = Tags.Edit.of(desired, observed, owner, target.ownerUid());
        edit.apply(
                put -> call(
                        "CreateTags", c -> c.createTags(r -> r.resources(id()).tags(list(put)))),
                removed -> call(
                        "DeleteTags", c -> c.deleteTags(r -> r.resources(id()).tags(keys(removed)))));
    }

    private static List<Tag> keys(Set<String> keys) {
        return keys.stream().map(key -> Tag.builder().key(key).build()).toList();
    }

    /**
     * Deletes what may be gone already.
     *
     * @param advice what to do where something depends on the resource; EC2 does not say what that is
     */
    void delete(String operation, String advice, Consumer<Ec2Client> delete) {
        try {
            api.find(operation, c -> {
                delete.accept(c);
                return operation;
            });
        } catch (CloudException failure) {
            if (failure.code().equals("DependencyViolation")) {
                throw Api.reworded(
                        failure, new CloudError.Conflict(failure.error().message() + " " + advice));
            }
            throw failure;
        }
    }

    /** What EC2 would refuse too, or take in another sense than it was meant. */
    static CloudException invalid(String operation, String field, String message) {
        return new CloudException(
                new CloudError.Invalid(message, field), "ec2", operation, "InvalidSpecification", null, null);
    }

    String arn(String account, String resource) {
        return "arn:%s:ec2:%s:%s:%s".formatted(Regions.partition(target.region()), target.region(), account, resource);
    }

    static Map<String, String> map(List<Tag> tags) {
        var map = new TreeMap<String, String>();
        tags.forEach(tag -> map.put(tag.key(), tag.value() == null ? "" : tag.value()));
        return map;
    }

    private static List<Tag> list(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }
}
