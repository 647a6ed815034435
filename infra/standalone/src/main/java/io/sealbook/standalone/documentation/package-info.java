/** The OpenAPI document: what the code says of itself, and the words that it cannot say. */
@NullMarked
package io.sealbook.standalone.documentation;

import org.jspecify.annotations.NullMarked;
