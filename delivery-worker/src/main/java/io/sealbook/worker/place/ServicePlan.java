package io.sealbook.worker.place;

/** What is to be made of an order for a service, before any secret was asked for. */
public sealed interface ServicePlan permits ServicePlan.Objection, ServicePlan.ImageMissing, ServiceBlueprint {
    /** The engine does not have the image. */
    record ImageMissing() implements ServicePlan {}

    /** It cannot be made as ordered; the sentence is for the report. */
    record Objection(String problem) implements ServicePlan {}
}
