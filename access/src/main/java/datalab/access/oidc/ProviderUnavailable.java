package datalab.access.oidc;

import datalab.runtime.Unavailable;
import org.jspecify.annotations.Nullable;

/** Thrown where the provider cannot be reached, or says something that is none of its protocol. */
public final class ProviderUnavailable extends Unavailable {
    ProviderUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
