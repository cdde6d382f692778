package dev.sluice.api;

/** Names that are part of the API: groups, annotations, labels, finalizers, field managers. */
public final class Sluice {
    public static final String GROUP = "sluice.dev";
    public static final String VERSION = "v1alpha1";

    /** The name of the external resource in the cloud, where it is not the object's own name. */
    public static final String EXTERNAL_NAME = GROUP + "/external-name";

    /**
     * Written before a create call: {@code <external-name>@<RFC 3339 time>}. Found again after a crash, it says that a
     * resource of that name which carries no other owner's mark is ours. Where the cloud chooses the name it is empty
     * until the call is answered.
     */
    public static final String CREATE_INTENT = GROUP + "/create-intent";

    /** RFC 3339 time at which the external resource was adopted: it was not created by this object. */
    public static final String ADOPTED = GROUP + "/adopted";

    /** {@code "true"} stops reconciliation of the object until it is removed; an RFC 3339 time until then. */
    public static final String PAUSED = GROUP + "/paused";

    /** Any new value asks for one reconciliation now; {@code status.lastHandledReconcileAt} answers with it. */
    public static final String RECONCILE_REQUESTED_AT = GROUP + "/reconcile-requested-at";

    /** Flux's name for the same request, so that its tools work here unchanged. */
    public static final String FLUX_RECONCILE_REQUESTED_AT = "reconcile.fluxcd.io/requestedAt";

    /** Where the external resource is or may be, as account and region; written before the cloud is touched. */
    public static final String LOCATION = GROUP + "/location";

    /** How often this object is compared with the cloud, as a duration such as {@code 90s} or {@code 10m}. */
    public static final String POLL_INTERVAL = GROUP + "/poll-interval";

    /** Hash of the plan that a person has approved, or its first 12 digits or more; see {@code spec.approval}. */
    public static final String APPROVED_PLAN = GROUP + "/approved-plan";

    /** Allows the deletion of a resource that holds data; the value is the reason, kept in the record. */
    public static final String ALLOW_DELETION = GROUP + "/allow-deletion";

    /** Allows a change outside Git; the value is the reason, kept in an Event and in the decision's record. */
    public static final String BREAK_GLASS = GROUP + "/break-glass";

    /** Set to {@code "disabled"}, keeps an object in the cluster after it has left Git. */
    public static final String PRUNE = GROUP + "/prune";

    /** Provenance, written on every object that a Sync applies. */
    public static final String SOURCE_REPOSITORY = GROUP + "/source-repository";

    public static final String SOURCE_REVISION = GROUP + "/source-revision";
    public static final String SOURCE_PATH = GROUP + "/source-path";
    public static final String SOURCE_LINE = GROUP + "/source-line";
    public static final String SOURCE_AUTHOR = GROUP + "/source-author";

    /** The Sync that applied an object, as {@code namespace.name}: which Sync may prune it. */
    public static final String SYNC_LABEL = GROUP + "/sync";

    /** Keeps a managed object until its external resource is gone. */
    public static final String FINALIZER = GROUP + "/managed";

    /** Keeps a provider configuration until nothing in the cloud needs it any more. */
    public static final String IN_USE_FINALIZER = GROUP + "/in-use";

    /** Fields of an object that the decision log leaves out, as JSON pointers with commas between them. */
    public static final String MASKED_FIELDS = GROUP + "/masked-fields";

    /** On a {@code Policy} that is created in dry run: asks which revision of a policy decides at the API server. */
    public static final String PROBE = GROUP + "/probe";

    /** On the Lease of a running Sluice: the revisions that it has loaded, as JSON. */
    public static final String LOADED_POLICIES = GROUP + "/loaded-policies";

    /** On the Lease of a running Sluice. */
    public static final String REPLICA_LABEL = GROUP + "/replica";

    /** Field manager of what a Sync applies, and of what a controller writes on its own objects. */
    public static final String SYNC_FIELD_MANAGER = "sluice-sync";

    public static final String CONTROLLER_FIELD_MANAGER = "sluice";

    /** Type of the Secrets that hold how a resource is used. It cannot be changed, so it says whose such a Secret is. */
    public static final String CONNECTION_SECRET_TYPE = "connection." + GROUP + "/" + VERSION;

    /** Cloud tag that holds the owner's UID; with it a resource is known as ours. */
    public static final String OWNER_TAG = "sluice.dev/uid";

    private Sluice() {}
}
