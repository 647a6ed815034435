package io.sealbook.api.http;

import io.sealbook.api.DeploymentId;

/** What a consumed token is answered: in the clear, or for one reader only. */
public sealed interface DeliveryAnswer permits Delivery, SealedDelivery {
    DeploymentId deployment();

    int generation();
}
