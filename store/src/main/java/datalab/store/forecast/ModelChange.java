package datalab.store.forecast;

import org.jspecify.annotations.Nullable;

/**
 * A state that a step has moved on. Read-only.
 *
 * @param parameters of a key that had no state before; null of all others
 */
@SuppressWarnings("ArrayRecordComponent") // made for one statement, never compared
public record ModelChange(
        ModelVersion version, String key, byte @Nullable [] parameters, byte[] state, byte[] pending) {}
