/** The folders of a lab and of its data. */
@NullMarked
package datalab.app.folder;

import org.jspecify.annotations.NullMarked;
