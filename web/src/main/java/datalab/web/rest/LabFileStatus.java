package datalab.web.rest;

import org.jspecify.annotations.Nullable;

/**
 * What has become of a file that a lab brings along for a stream.
 *
 * @param name relative to the lab's folder
 * @param state {@code waiting}, {@code loaded} or {@code failed}
 * @param detail why it waits or has failed; null where it is loaded or its turn has not come
 */
public record LabFileStatus(
        String name, String state, @Nullable String detail) {}
