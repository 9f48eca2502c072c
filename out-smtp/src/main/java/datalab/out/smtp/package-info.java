/** Outputs by e-mail: a mail a row, handed to a mail server by SMTP. */
@NullMarked
package datalab.out.smtp;

import org.jspecify.annotations.NullMarked;
