package datalab.out.mongodb;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoTimeoutException;
import datalab.store.output.OutputUnavailable;
import java.util.Set;

/** What the driver's exceptions and the server's codes mean. */
final class MongoErrors {
    static final int DUPLICATE_KEY = 11000;
    static final int NAMESPACE_EXISTS = 48;
    static final int INVALID_NAMESPACE = 73;

    private static final int UNAUTHORIZED = 13;
    private static final Set<Integer> NOT_SUPPORTED = Set.of(59, 115, 238);

    /**
     * What is wrong with the document rather than with the server: BadValue, TypeMismatch, Overflow (nested too deep),
     * PathNotViable, DollarPrefixedFieldName, DottedFieldName, DocumentValidationFailure, CannotIndexParallelArrays,
     * BSONObjectTooLarge, one that is too large after the update, and keys of indexes of places that cannot be read.
     */
    private static final Set<Integer> UNFIT = Set.of(2, 14, 15, 28, 52, 57, 121, 171, 10334, 17419, 16755, 17280);

    private MongoErrors() {}

    /** Does it, or throws {@link OutputUnavailable}. */
    static void guard(MongoUrl url, Runnable work) {
        try {
            work.run();
        } catch (MongoException e) {
            throw unavailable(url, e);
        }
    }

    static OutputUnavailable unavailable(MongoUrl url, MongoException e) {
        return new OutputUnavailable(url + ": " + reason(e), e);
    }

    static boolean isUnfit(int code) {
        return UNFIT.contains(code);
    }

    /** Whether a server that only speaks MongoDB's protocol has not got a command. */
    static boolean isNotSupported(MongoCommandException e) {
        return NOT_SUPPORTED.contains(e.getErrorCode());
    }

    static boolean isNotAllowed(MongoCommandException e) {
        return e.getErrorCode() == UNAUTHORIZED;
    }

    private static String reason(MongoException e) {
        return switch (e) {
            case MongoSecurityException refused -> "user or password are refused";
            case MongoTimeoutException late -> "no server that takes writes answers in time";
            case MongoCommandException command -> command.getErrorMessage();
            default -> String.valueOf(e.getMessage());
        };
    }
}
