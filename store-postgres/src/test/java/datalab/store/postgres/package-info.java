@NullMarked
package datalab.store.postgres;

import org.jspecify.annotations.NullMarked;
