/** Servers of people's own, named in datalab.yaml: what a kind of them is to DataLab. */
@NullMarked
package datalab.store.server;

import org.jspecify.annotations.NullMarked;
