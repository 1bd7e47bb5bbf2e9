/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A certificate authority in a folder, with one server certificate for this machine's own names. */
#include "config.h"

#include "crypto/herald-authority.h"

#include "base/herald-error.h"
#include "crypto/herald-certificate-private.h"
#include "crypto/herald-key-private.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <gnutls/crypto.h>
#include <string.h>
#include <time.h>

#define DAY_SECONDS ((time_t) 24 * 60 * 60)
#define CA_DAYS 3653    /* ten years */
#define SERVER_DAYS 397 /* the longest that browsers accept from public authorities */
#define RENEW_DAYS 30   /* remade when less is left */
#define CA_NAME "Herald Emulator CA"

/* One pair of files, read or new. */
typedef struct
{
  gnutls_x509_crt_t     certificate; /* (owned) (nullable) */
  gnutls_x509_privkey_t key;         /* (owned) (nullable) */
} Pair;

static void
pair_clear (Pair *pair)
{
  g_clear_pointer (&pair->certificate, gnutls_x509_crt_deinit);
  g_clear_pointer (&pair->key, gnutls_x509_privkey_deinit);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, pair_clear)

static gboolean
fail (GError **error, int result)
{
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_SECRET,
               _("The certificate cannot be made: %s"), gnutls_strerror (result));
  return FALSE;
}

static char *
build_path (const char *dir, const char *stem, const char *ending)
{
  g_autofree char *name = g_strconcat (stem, ending, NULL);

  return g_build_filename (dir, name, NULL);
}

static gboolean
load_certificate (const char *path, gnutls_x509_crt_t *certificate)
{
  g_autofree char *text = NULL;
  gsize            size = 0;
  gnutls_datum_t   view;

  if (!g_file_get_contents (path, &text, &size, NULL) || gnutls_x509_crt_init (certificate) < 0)
    return FALSE;
  view = herald_datum_view (text, size);
  return gnutls_x509_crt_import (*certificate, &view, GNUTLS_X509_FMT_PEM) >= 0;
}

static gboolean
load_key (const char *path, gnutls_x509_privkey_t *key)
{
  char          *text = NULL;
  gsize          size = 0;
  gnutls_datum_t view;
  gboolean       loaded;

  if (!g_file_get_contents (path, &text, &size, NULL))
    return FALSE;
  view = herald_datum_view (text, size);
  loaded = gnutls_x509_privkey_init (key) >= 0 &&
           gnutls_x509_privkey_import (*key, &view, GNUTLS_X509_FMT_PEM) >= 0;
  gnutls_memset (text, 0, size);
  g_free (text);
  return loaded;
}

/* Whether certificate and key are two halves: a crash may have left files of two generations. */
static gboolean
belong_together (Pair *pair)
{
  guint8 of_certificate[64];
  guint8 of_key[64];
  size_t certificate_size = sizeof of_certificate;
  size_t key_size = sizeof of_key;

  return gnutls_x509_crt_get_key_id (pair->certificate, GNUTLS_KEYID_USE_SHA256, of_certificate,
                                     &certificate_size) >= 0 &&
         gnutls_x509_privkey_get_key_id (pair->key, GNUTLS_KEYID_USE_SHA256, of_key, &key_size) >=
           0 &&
         certificate_size == key_size && memcmp (of_certificate, of_key, key_size) == 0;
}

static gboolean
is_fresh (gnutls_x509_crt_t certificate)
{
  time_t now = time (NULL);

  return gnutls_x509_crt_get_activation_time (certificate) <= now &&
         gnutls_x509_crt_get_expiration_time (certificate) > now + RENEW_DAYS * DAY_SECONDS;
}

/* Reads a pair that may still be used; otherwise @pair stays partly filled and is remade. */
static gboolean
load_pair (const char *dir, const char *stem, Pair *pair)
{
  g_autofree char *certificate_path = build_path (dir, stem, ".pem");
  g_autofree char *key_path = build_path (dir, stem, ".key");

  return load_certificate (certificate_path, &pair->certificate) &&
         load_key (key_path, &pair->key) && belong_together (pair) && is_fresh (pair->certificate);
}

static gboolean
write_file (const char *path, const gnutls_datum_t *content, int mode, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (g_file_set_contents_full (path, (const char *) content->data, (gssize) content->size,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, mode,
                                &local_error))
    return TRUE;
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_STORE,
               _("The file “%s” cannot be written: %s"), path, local_error->message);
  return FALSE;
}

/* The key first: a certificate without its key is found and remade. */
static gboolean
save_pair (const char *dir, const char *stem, Pair *pair, GError **error)
{
  g_autofree char *certificate_path = build_path (dir, stem, ".pem");
  g_autofree char *key_path = build_path (dir, stem, ".key");
  gnutls_datum_t   pem = { NULL, 0 };
  gboolean         saved;
  int              result;

  result = gnutls_x509_privkey_export2_pkcs8 (pair->key, GNUTLS_X509_FMT_PEM, NULL,
                                              GNUTLS_PKCS_PLAIN, &pem);
  if (result < 0)
    return fail (error, result);
  saved = write_file (key_path, &pem, 0600, error);
  herald_datum_wipe (&pem);
  if (!saved)
    return FALSE;
  result = gnutls_x509_crt_export2 (pair->certificate, GNUTLS_X509_FMT_PEM, &pem);
  if (result < 0)
    return fail (error, result);
  saved = write_file (certificate_path, &pem, 0644, error);
  herald_datum_clear (&pem);
  return saved;
}

/* A new key on P-256 and a certificate with all that both kinds share. */
static int
begin_pair (Pair *pair, const char *common_name, int days)
{
  int result;

  pair_clear (pair);
  result = gnutls_x509_privkey_init (&pair->key);
  if (result >= 0)
    result = gnutls_x509_privkey_generate (pair->key, GNUTLS_PK_ECDSA,
                                           GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0);
  if (result >= 0)
    result = herald_certificate_begin (&pair->certificate, pair->key, common_name, days);
  return result;
}

static gboolean
make_ca (Pair *ca, GError **error)
{
  int result = begin_pair (ca, CA_NAME, CA_DAYS);

  if (result >= 0)
    result = gnutls_x509_crt_set_basic_constraints (ca->certificate, 1, 0);
  if (result >= 0)
    result = gnutls_x509_crt_set_key_usage (ca->certificate,
                                            GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN);
  if (result >= 0)
    result =
      gnutls_x509_crt_sign2 (ca->certificate, ca->certificate, ca->key, GNUTLS_DIG_SHA256, 0);
  return result >= 0 || fail (error, result);
}

static int
add_name (gnutls_x509_crt_t certificate, const char *name)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (name);

  if (address != NULL)
    return gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_IPADDRESS,
                                                 g_inet_address_to_bytes (address),
                                                 (unsigned int) g_inet_address_get_native_size (
                                                   address),
                                                 GNUTLS_FSAN_APPEND);
  return gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_DNSNAME, name,
                                               (unsigned int) strlen (name), GNUTLS_FSAN_APPEND);
}

static int
add_issuer_key_id (gnutls_x509_crt_t certificate, gnutls_x509_crt_t issuer)
{
  guint8 id[64];
  size_t size = sizeof id;
  int    result = gnutls_x509_crt_get_subject_key_id (issuer, id, &size, NULL);

  return result < 0 ? result : gnutls_x509_crt_set_authority_key_id (certificate, id, size);
}

static gboolean
make_server (Pair *server, Pair *ca, const char *const *names, GError **error)
{
  int result = begin_pair (server, names[0], SERVER_DAYS);

  for (gsize i = 0; result >= 0 && names[i] != NULL; i++)
    result = add_name (server->certificate, names[i]);
  if (result >= 0)
    result = gnutls_x509_crt_set_basic_constraints (server->certificate, 0, -1);
  if (result >= 0)
    result = gnutls_x509_crt_set_key_usage (server->certificate, GNUTLS_KEY_DIGITAL_SIGNATURE);
  if (result >= 0)
    result = gnutls_x509_crt_set_key_purpose_oid (server->certificate, GNUTLS_KP_TLS_WWW_SERVER, 0);
  if (result >= 0)
    result = add_issuer_key_id (server->certificate, ca->certificate);
  if (result >= 0)
    result =
      gnutls_x509_crt_sign2 (server->certificate, ca->certificate, ca->key, GNUTLS_DIG_SHA256, 0);
  return result >= 0 || fail (error, result);
}

/* One alternative name as text; %NULL after the last one. */
static char *
read_name (gnutls_x509_crt_t certificate, unsigned int index)
{
  char   buffer[256];
  size_t size = sizeof buffer;
  int    type = gnutls_x509_crt_get_subject_alt_name (certificate, index, buffer, &size, NULL);
  g_autoptr (GInetAddress) address = NULL;

  if (type < 0)
    return NULL;
  if (type != GNUTLS_SAN_IPADDRESS)
    return g_strndup (buffer, size);
  if (size != 4 && size != 16)
    return g_strdup ("");
  address = g_inet_address_new_from_bytes ((const guint8 *) buffer,
                                           size == 4 ? G_SOCKET_FAMILY_IPV4 : G_SOCKET_FAMILY_IPV6);
  return g_inet_address_to_string (address);
}

static gboolean
has_names (gnutls_x509_crt_t certificate, const char *const *names)
{
  g_autofree char *rest = NULL;
  gsize            n_names = g_strv_length ((char **) (guintptr) names);

  for (gsize i = 0; i < n_names; i++)
    {
      g_autofree char *found = read_name (certificate, (unsigned int) i);

      if (g_strcmp0 (found, names[i]) != 0)
        return FALSE;
    }
  rest = read_name (certificate, (unsigned int) n_names);
  return rest == NULL;
}

static gboolean
is_signed_by (gnutls_x509_crt_t certificate, gnutls_x509_crt_t issuer)
{
  unsigned int status = 0;

  return gnutls_x509_crt_verify (certificate, &issuer, 1, 0, &status) >= 0 && status == 0;
}

static gboolean
make_folder (const char *dir, GError **error)
{
  if (g_mkdir_with_parents (dir, 0700) == 0 && g_chmod (dir, 0700) == 0)
    return TRUE;
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_STORE,
               _("The folder “%s” cannot be made: %s"), dir, g_strerror (errno));
  return FALSE;
}

/**
 * herald_authority_ensure:
 * @dir: a folder, made with mode 0700
 * @names: (array zero-terminated=1): the server's DNS names and IP addresses, at least one
 *
 * Makes what is missing, damaged, expired or about to expire (30 days); the authority is kept as
 * long as it can be, so that clients may go on trusting it. The server certificate is made again
 * when the names changed. Each file is replaced in one step; keys have mode 0600.
 *
 * **Errors:** STORE when a file cannot be written, SECRET when no key can be made.
 * **Thread:** any; it blocks for some milliseconds.
 *
 * Returns: whether all four files are there
 */
gboolean
herald_authority_ensure (const char *dir, const char *const *names, GError **error)
{
  g_auto (Pair) ca = { NULL, NULL };
  g_auto (Pair) server = { NULL, NULL };

  g_return_val_if_fail (dir != NULL, FALSE);
  g_return_val_if_fail (names != NULL && names[0] != NULL, FALSE);

  if (!make_folder (dir, error))
    return FALSE;
  if (!load_pair (dir, "ca", &ca) && (!make_ca (&ca, error) || !save_pair (dir, "ca", &ca, error)))
    return FALSE;
  if (load_pair (dir, "server", &server) && is_signed_by (server.certificate, ca.certificate) &&
      has_names (server.certificate, names))
    return TRUE;
  return make_server (&server, &ca, names, error) && save_pair (dir, "server", &server, error);
}

/**
 * herald_authority_get_ca_path:
 * @dir: the folder
 *
 * Returns: (transfer full): the path of the authority's certificate, for clients to trust
 */
char *
herald_authority_get_ca_path (const char *dir)
{
  g_return_val_if_fail (dir != NULL, NULL);

  return build_path (dir, "ca", ".pem");
}

/**
 * herald_authority_load_server:
 * @dir: the folder, after herald_authority_ensure()
 *
 * **Errors:** STORE. **Thread:** any.
 *
 * Returns: (transfer full): the server's certificate with its key
 */
GTlsCertificate *
herald_authority_load_server (const char *dir, GError **error)
{
  g_autofree char *certificate_path = NULL;
  g_autofree char *key_path = NULL;
  g_autoptr (GError) local_error = NULL;
  GTlsCertificate *certificate;

  g_return_val_if_fail (dir != NULL, NULL);

  certificate_path = build_path (dir, "server", ".pem");
  key_path = build_path (dir, "server", ".key");
  certificate = g_tls_certificate_new_from_files (certificate_path, key_path, &local_error);
  if (certificate == NULL)
    g_set_error (error, HERALD_ERROR, HERALD_ERROR_STORE,
                 _("The server certificate cannot be read: %s"), local_error->message);
  return certificate;
}
