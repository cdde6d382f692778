package dev.sluice.gate.rego;

import java.time.Instant;

/** A change as JSON, as all policies of a decision see it. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Input(byte[] review, byte[] change, Instant now) {}
