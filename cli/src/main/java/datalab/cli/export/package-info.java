/** Exports of a running DataLab, into a file or into a folder to cite. */
@NullMarked
package datalab.cli.export;

import org.jspecify.annotations.NullMarked;
