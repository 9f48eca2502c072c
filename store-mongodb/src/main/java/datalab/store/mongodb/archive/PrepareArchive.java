package datalab.store.mongodb.archive;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import datalab.lab.stream.EventStream;
import datalab.store.mongodb.connection.MongoErrors;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bson.BsonDocument;

/** Makes the indexes of an archive that are missing, with the first of them its collection, and a view of its events alone. */
final class PrepareArchive {
    private static final String VIEW_ENDING = "_events";

    private final MongoDatabase database;
    private final MongoCollection<BsonDocument> collection;
    private final EventStream stream;
    private final Collection<String> lookups;

    PrepareArchive(
            MongoDatabase database,
            MongoCollection<BsonDocument> collection,
            EventStream stream,
            Collection<String> lookups) {
        this.database = database;
        this.collection = collection;
        this.stream = stream;
        this.lookups = lookups;
    }

    void run() {
        collection.createIndex(Indexes.ascending(EventDocuments.PARTITION, EventDocuments.OFFSET));
        collection.createIndex(EventFilters.order(false));
        if (!stream.unique().isEmpty()) {
            collection.createIndex(
                    Indexes.ascending(stream.unique().stream().map(this::name).toList()));
        }
        for (String field : fieldsAskedFor()) {
            List<String> byTime = new ArrayList<>(List.of(field, EventDocuments.TIME));
            collection.createIndex(Indexes.ascending(byTime));
        }
        String table = collection.getNamespace().getCollectionName();
        MongoErrors.whereItCan(() -> database.createView(
                table + VIEW_ENDING,
                table,
                List.of(
                        Aggregates.match(EventFilters.isEvent()),
                        Aggregates.project(Projections.exclude(EventDocuments.TOKEN)))));
    }

    /** The key, whose events are often wanted alone, and what routes look up. */
    private Set<String> fieldsAskedFor() {
        Set<String> fields = new LinkedHashSet<>(lookups);
        if (stream.key() != null) {
            fields.add(stream.key());
        }
        fields.remove(stream.time());
        return fields;
    }

    private String name(String field) {
        return field.equals(stream.time()) ? EventDocuments.TIME : field;
    }
}
