package datalab.store.mongodb.connection;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.bulk.BulkWriteError;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the driver's exceptions and the server's codes mean. */
public final class MongoErrors {
    public static final int DUPLICATE_KEY = 11000;
    public static final int NAMESPACE_EXISTS = 48;
    public static final int INVALID_NAMESPACE = 73;

    private static final Pattern INDEX = Pattern.compile("\\bindex: (\\S+)");
    private static final int UNAUTHORIZED = 13;
    private static final Set<Integer> NOT_SUPPORTED = Set.of(59, 115, 238);

    /**
     * What is wrong with the document rather than with the server: BadValue, TypeMismatch, Overflow (nested too deep),
     * PathNotViable, DollarPrefixedFieldName, DottedFieldName, DocumentValidationFailure, CannotIndexParallelArrays,
     * BSONObjectTooLarge, one that is too large after the update, and keys of indexes of places that cannot be read.
     */
    private static final Set<Integer> UNFIT = Set.of(2, 14, 15, 28, 52, 57, 121, 171, 10334, 17419, 16755, 17280);

    private MongoErrors() {}

    /** Whether a document of the same id was there; a unique index of other people's may refuse a document, too. */
    public static boolean isOfId(BulkWriteError error) {
        if (error.getCode() != DUPLICATE_KEY) {
            return false;
        }
        Matcher index = INDEX.matcher(error.getMessage());
        return !index.find() || index.group(1).equals("_id_");
    }

    public static boolean isUnfit(int code) {
        return UNFIT.contains(code);
    }

    /** Runs a command that a server or a user may go without, such as one that makes a view; one that is there is enough, too. */
    public static void whereItCan(Runnable command) {
        try {
            command.run();
        } catch (MongoCommandException e) {
            boolean isThere = e.getErrorCode() == NAMESPACE_EXISTS;
            boolean isWithout = NOT_SUPPORTED.contains(e.getErrorCode()) || e.getErrorCode() == UNAUTHORIZED;
            if (!isThere && !isWithout) {
                throw e;
            }
        }
    }

    public static String reason(MongoException e) {
        return switch (e) {
            case MongoSecurityException refused -> "user or password are refused";
            case MongoTimeoutException late -> "no server that takes writes answers in time";
            case MongoCommandException command -> command.getErrorMessage();
            default -> String.valueOf(e.getMessage());
        };
    }
}
