package datalab.store.mongodb.out;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import datalab.lab.output.OutputColumn;
import datalab.store.mongodb.connection.MongoErrors;
import datalab.store.output.OutputMismatch;
import datalab.store.output.OutputTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;

/**
 * Makes what is missing of an output's collection: the collection, the index by which what is gone is found, and a view that
 * shows what is there. A server or a user that can make no index or view goes without.
 */
final class PrepareCollection {
    private static final Set<String> OWN_FIELDS =
            Set.of("_id", RowDocuments.VERSION, RowDocuments.GONE, RowDocuments.MICROS);
    private static final String VIEW_ENDING = "_rows";

    private final MongoDatabase database;
    private final OutputTable table;

    PrepareCollection(MongoDatabase database, OutputTable table) {
        this.database = database;
        this.table = table;
    }

    void run() {
        table.columns().forEach(this::check);
        Map<String, BsonDocument> there = there();
        BsonDocument found = there.get(table.name());
        if (found == null) {
            create();
        } else {
            check(found);
        }
        MongoErrors.whereItCan(() -> database.getCollection(table.name())
                .createIndex(Indexes.ascending(RowDocuments.GONE), new IndexOptions().sparse(true)));
        String view = table.name() + VIEW_ENDING;
        if (!there.containsKey(view)) {
            MongoErrors.whereItCan(() -> database.createView(
                    view,
                    table.name(),
                    List.of(
                            Aggregates.match(Filters.exists(RowDocuments.GONE, false)),
                            Aggregates.project(Projections.exclude(RowDocuments.VERSION, RowDocuments.GONE)))));
        }
    }

    private void check(OutputColumn column) {
        String name = column.name();
        if (OWN_FIELDS.contains(name) || name.startsWith("$") || name.contains(".")) {
            throw new OutputMismatch("collection " + table.name() + ": a column cannot be named " + name
                    + "; give it another name in columns");
        }
    }

    /** A view, a capped or a time-series collection cannot take documents that change. */
    private void check(BsonDocument found) {
        String type = found.getString("type", new BsonString("collection")).getValue();
        boolean isCapped = found.getDocument("options", new BsonDocument())
                .getBoolean("capped", BsonBoolean.FALSE)
                .getValue();
        if (isCapped || !type.equals("collection")) {
            throw new OutputMismatch(table.name() + " is a " + (isCapped ? "capped collection" : type)
                    + " whose documents cannot be replaced; an output needs an ordinary collection");
        }
    }

    private Map<String, BsonDocument> there() {
        Map<String, BsonDocument> there = new HashMap<>();
        database.listCollections(BsonDocument.class)
                .filter(Filters.in("name", table.name(), table.name() + VIEW_ENDING))
                .forEach(each -> there.put(each.getString("name").getValue(), each));
        return there;
    }

    private void create() {
        try {
            database.createCollection(table.name());
        } catch (MongoCommandException e) {
            if (e.getErrorCode() == MongoErrors.INVALID_NAMESPACE) {
                throw new OutputMismatch("there can be no collection " + table.name() + ": " + e.getErrorMessage());
            }
            if (e.getErrorCode() != MongoErrors.NAMESPACE_EXISTS) {
                throw e;
            }
        }
    }
}
