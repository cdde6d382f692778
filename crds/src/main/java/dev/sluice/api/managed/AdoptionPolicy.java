package dev.sluice.api.managed;

/** What is done about a resource that exists in the cloud and was not created by the object. */
public enum AdoptionPolicy {
    /** It is left alone, and the object says so. */
    Never,
    /** It becomes the object's own; nothing is ever created. */
    Adopt,
    /** It becomes the object's own; where there is none, one is created. */
    AdoptOrCreate
}
