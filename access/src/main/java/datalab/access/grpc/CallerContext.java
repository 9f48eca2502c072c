package datalab.access.grpc;

import datalab.access.Caller;
import io.grpc.Context;

/** The caller of the gRPC call that is under way. */
public final class CallerContext {
    static final Context.Key<Caller> CALLER = Context.keyWithDefault("caller", Caller.ANYBODY);

    private CallerContext() {}

    /** Who calls; anybody where no gate stands before the service. */
    public static Caller current() {
        return CALLER.get();
    }
}
