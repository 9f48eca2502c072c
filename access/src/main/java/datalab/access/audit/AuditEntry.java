package datalab.access.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An administrative act, or an attempt at one.
 *
 * @param caller the name of who asked
 * @param address from where
 * @param act the method and the pattern of the path
 * @param lab null where it is about none
 * @param target the path, or that of what was made
 * @param status with which it was answered, as HTTP has it
 */
public record AuditEntry(
        Instant at,
        String caller,
        String address,
        String act,
        @Nullable String lab,
        String target,
        int status) {}
