/** What a question asks beside its period: values of fields, an order, the newest of each key. */
@NullMarked
package datalab.store.query;

import org.jspecify.annotations.NullMarked;
