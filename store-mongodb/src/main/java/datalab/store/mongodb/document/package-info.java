/** JSON and times as MongoDB's documents have them. */
@NullMarked
package datalab.store.mongodb.document;

import org.jspecify.annotations.NullMarked;
