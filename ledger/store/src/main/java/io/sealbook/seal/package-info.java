/**
 * Seals: how values and metadata become unreadable, and who can open them. The only room that knows Tink.
 *
 * <p>A key-encryption key lives in a keyring file and wraps data keys; a data key lives in the database, in a schema and
 * role of its own, and is durable before anything is sealed with it.
 */
@NullMarked
package io.sealbook.seal;

import org.jspecify.annotations.NullMarked;
