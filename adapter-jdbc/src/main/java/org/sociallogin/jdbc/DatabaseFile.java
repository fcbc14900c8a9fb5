package org.sociallogin.jdbc;

import io.micronaut.context.exceptions.ConfigurationException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file in which H2 keeps a database: nobody reads it but who runs the application. */
final class DatabaseFile {

  private static final Logger LOG = LoggerFactory.getLogger(DatabaseFile.class);

  private static final Pattern ADDRESS = Pattern.compile("jdbc:h2:(?:file:)?(~?)([./][^;]*).*");

  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OWNERS_FOLDER =
      PosixFilePermissions.fromString("rwx------");

  private DatabaseFile() {}

  /**
   * Makes the file that the address names, and the folders that lead to it, before H2 would make
   * them for everybody to read; one that is there already is closed to others. Addresses of other
   * databases, and systems without such permissions, are left alone.
   */
  static void keepToOwner(String url, String datasource) {
    var address = ADDRESS.matcher(url);
    if (!address.matches()
        || !FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    var home = address.group(1).isEmpty() ? "" : System.getProperty("user.home");
    var file = Path.of(home + address.group(2) + ".mv.db").toAbsolutePath();
    try {
      Files.createDirectories(
          file.getParent(), PosixFilePermissions.asFileAttribute(OWNERS_FOLDER));
      if (Files.exists(file)) {
        close(file);
      } else {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER));
      }
    } catch (IOException e) {
      throw new ConfigurationException(
          "datasources." + datasource + ".url names a file that cannot be made", e);
    }
  }

  private static void close(Path file) {
    try {
      if (!Files.getPosixFilePermissions(file).equals(OWNER)) {
        Files.setPosixFilePermissions(file, OWNER);
      }
    } catch (IOException e) {
      LOG.warn("Others may read {}: its permissions cannot be changed", file, e);
    }
  }
}
