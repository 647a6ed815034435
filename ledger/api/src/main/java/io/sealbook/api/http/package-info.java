/** Requests and answers of the HTTP interface, as JSON in camelCase; an absent field is unknown, never null. */
@NullMarked
package io.sealbook.api.http;

import org.jspecify.annotations.NullMarked;
