package io.sealbook.projections.trail;

/** The trail in numbers: over time, or by the values of one field. */
public sealed interface Aggregate permits Buckets, Values {}
