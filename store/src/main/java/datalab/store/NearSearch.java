package datalab.store;

import datalab.store.near.NearEvent;
import datalab.store.near.NearQuery;
import datalab.store.result.BoundedRows;
import java.util.List;

/** An archive that finds what is near to places. Thread-safe; each call answers from one snapshot. */
public interface NearSearch {

    /** A page of archived events near to any of some places, each once, with the place it is nearest to. It may end early. */
    BoundedRows<NearEvent> page(NearQuery query);

    /** The events of such a page. */
    default List<NearEvent> near(NearQuery query) {
        return page(query).rows();
    }
}
