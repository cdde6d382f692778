package dev.sluice.managed;

/** The objects of one kind in one namespace. */
record Place(String group, String kind, String namespace) {
    static Place of(ReferenceIndex.Key key) {
        return new Place(key.group(), key.kind(), key.namespace());
    }

    static Place of(Selection selection) {
        return new Place(selection.group(), selection.kind(), selection.namespace());
    }
}
