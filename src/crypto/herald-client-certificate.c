/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads .p12 and PEM files once and writes them as plain PEM, which goes to the secrets as a whole:
 * neither the file nor its passphrase is needed again. */
#include "config.h"

#include "crypto/herald-client-certificate.h"

#include "base/herald-error.h"
#include "crypto/herald-key-file.h"
#include "crypto/herald-key-private.h"
#include "crypto/herald-pkcs12.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <time.h>

#define KEY_ID_BYTES 64

/* What was in a file. */
typedef struct
{
  gnutls_x509_privkey_t key;
  gnutls_x509_crt_t    *certificates;
  unsigned int          n_certificates;
} Content;

static void
content_clear (Content *self)
{
  g_clear_pointer (&self->key, gnutls_x509_privkey_deinit);
  for (unsigned int i = 0; i < self->n_certificates; i++)
    gnutls_x509_crt_deinit (self->certificates[i]);
  g_clear_pointer (&self->certificates, gnutls_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Content, content_clear)

/**
 * herald_client_certificate_free:
 * @self: (nullable): the certificate to free
 */
void
herald_client_certificate_free (HeraldClientCertificate *self)
{
  if (self == NULL)
    return;
  if (self->pem != NULL)
    gnutls_memset (self->pem, 0, strlen (self->pem));
  g_free (self->pem);
  g_free (self->name);
  g_free (self);
}

static gboolean
refuse (GError **error, HeraldError code, const char *message)
{
  g_set_error_literal (error, HERALD_ERROR, (gint) code, message);
  return FALSE;
}

static gboolean
refuse_passphrase (const char *passphrase, GError **error)
{
  return refuse (error, HERALD_ERROR_SECRET,
                 *passphrase == '\0' ? _("The file is protected; enter its passphrase")
                                     : _("This is not the file's passphrase"));
}

static gboolean
refuse_incomplete (GError **error)
{
  return refuse (error, HERALD_ERROR_INVALID,
                 _("The file holds no private key with its certificate; export both together"));
}

static gboolean
read_pkcs12 (Content *self, gnutls_datum_t view, const char *passphrase, GError **error)
{
  g_auto (gnutls_pkcs12_t) file = NULL;
  int result;

  if (gnutls_pkcs12_init (&file) < 0 ||
      gnutls_pkcs12_import (file, &view, GNUTLS_X509_FMT_DER, 0) < 0)
    return refuse (error, HERALD_ERROR_INVALID, _("The .p12 file is damaged"));
  if (!herald_pkcs12_is_affordable (file))
    return refuse (error, HERALD_ERROR_INVALID,
                   _("The .p12 file wants its password hashed too often; export it anew"));
  if (gnutls_pkcs12_verify_mac (file, passphrase) < 0)
    return refuse_passphrase (passphrase, error);
  result = gnutls_pkcs12_simple_parse (file, passphrase, &self->key, &self->certificates,
                                       &self->n_certificates, NULL, NULL, NULL,
                                       GNUTLS_PKCS12_SP_INCLUDE_SELF_SIGNED);
  if (result == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
    return refuse_incomplete (error);
  if (result < 0)
    return refuse (error, HERALD_ERROR_INVALID, _("The .p12 file cannot be read"));
  return TRUE;
}

static gboolean
read_pem (Content *self, gnutls_datum_t view, const char *passphrase, GError **error)
{
  int result = gnutls_x509_privkey_init (&self->key);

  if (result >= 0)
    result = gnutls_x509_privkey_import2 (self->key, &view, GNUTLS_X509_FMT_PEM, passphrase, 0);
  if (result == GNUTLS_E_DECRYPTION_FAILED)
    return refuse_passphrase (passphrase, error);
  if (result < 0)
    return refuse (error, HERALD_ERROR_INVALID,
                   _("The file holds no private key; it needs both the key and the certificate in "
                     "PEM form, or choose a .p12 file"));
  result = gnutls_x509_crt_list_import2 (&self->certificates, &self->n_certificates, &view,
                                         GNUTLS_X509_FMT_PEM, 0);
  if (result < 0)
    return refuse (error, HERALD_ERROR_INVALID,
                   _("The file holds no certificate beside the private key; put both into one "
                     "file"));
  return TRUE;
}

static gboolean
read_content (Content *self, GBytes *content, const char *passphrase, GError **error)
{
  gsize          size = 0;
  const guint8  *data = g_bytes_get_data (content, &size);
  gnutls_datum_t view = herald_datum_view (data, size);

  switch (herald_key_file_recognise (content))
    {
    case HERALD_KEY_FILE_PKCS12:
      return read_pkcs12 (self, view, passphrase, error);
    case HERALD_KEY_FILE_PEM_KEY:
    case HERALD_KEY_FILE_PEM_ENCRYPTED_KEY:
    case HERALD_KEY_FILE_PEM_CERTIFICATE:
      return read_pem (self, view, passphrase, error);
    case HERALD_KEY_FILE_EMPTY:
      return refuse (error, HERALD_ERROR_INVALID, _("The file is empty"));
    case HERALD_KEY_FILE_TOO_LARGE:
      return refuse (error, HERALD_ERROR_INVALID, _("The file is too large for a certificate"));
    case HERALD_KEY_FILE_OTHER:
    case HERALD_KEY_FILE_UTF16:
    case HERALD_KEY_FILE_PEM_PUBLIC_KEY:
    case HERALD_KEY_FILE_PEM_REQUEST:
    case HERALD_KEY_FILE_PEM_CUT:
    case HERALD_KEY_FILE_BARE_KEY:
    case HERALD_KEY_FILE_SSH_KEY:
    case HERALD_KEY_FILE_DER_CERTIFICATE:
    case HERALD_KEY_FILE_DER:
    case HERALD_KEY_FILE_JSON:
    case HERALD_KEY_FILE_PLIST:
    case HERALD_KEY_FILE_FCM_SERVER_KEY:
    case HERALD_KEY_FILE_FCM_TOKEN:
    default:
      return refuse (error, HERALD_ERROR_INVALID,
                     _("This is no certificate with its private key; choose a .p12 file, or a .pem "
                       "file with both"));
    }
}

static gboolean
is_of_key (gnutls_x509_crt_t certificate, gnutls_x509_privkey_t key)
{
  guint8 named[KEY_ID_BYTES];
  guint8 own[KEY_ID_BYTES];
  size_t named_size = sizeof named;
  size_t own_size = sizeof own;

  return gnutls_x509_crt_get_key_id (certificate, GNUTLS_KEYID_USE_SHA256, named, &named_size) >=
           0 &&
         gnutls_x509_privkey_get_key_id (key, GNUTLS_KEYID_USE_SHA256, own, &own_size) >= 0 &&
         named_size == own_size && memcmp (named, own, own_size) == 0;
}

/* The certificate of the key comes first, as TLS wants it. */
static gboolean
sort (Content *self, GError **error)
{
  if (self->key == NULL || self->n_certificates == 0)
    return refuse_incomplete (error);
  for (unsigned int i = 0; i < self->n_certificates; i++)
    if (is_of_key (self->certificates[i], self->key))
      {
        gnutls_x509_crt_t own = self->certificates[i];

        self->certificates[i] = self->certificates[0];
        self->certificates[0] = own;
        return TRUE;
      }
  return refuse (error, HERALD_ERROR_INVALID,
                 _("The private key does not belong to the certificate beside it"));
}

static gboolean
check_time (gint64 not_after, GError **error)
{
  g_autoptr (GDateTime) end = NULL;
  g_autofree char *day = NULL;

  if (not_after >= (gint64) time (NULL))
    return TRUE;
  end = g_date_time_new_from_unix_local (not_after);
  day = g_date_time_format (end, "%x");
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
               _("The certificate expired on %s; choose the one that replaced it"), day);
  return FALSE;
}

static char *
read_name (gnutls_x509_crt_t certificate)
{
  gnutls_datum_t   dn = { NULL, 0 };
  g_autofree char *text = NULL;

  if (gnutls_x509_crt_get_dn3 (certificate, &dn, 0) < 0)
    return g_strdup ("?");
  text = g_strndup ((const char *) dn.data, dn.size);
  herald_datum_clear (&dn);
  return *text != '\0' ? g_utf8_make_valid (text, -1) : g_strdup ("?");
}

/* Takes @part. */
static void
append_part (char **pem, gnutls_datum_t *part)
{
  gsize old = *pem != NULL ? strlen (*pem) : 0;
  char *joined = g_malloc (old + part->size + 1);

  if (*pem != NULL)
    {
      memcpy (joined, *pem, old);
      gnutls_memset (*pem, 0, old);
    }
  memcpy (joined + old, part->data, part->size);
  joined[old + part->size] = '\0';
  g_free (*pem);
  *pem = joined;
  herald_datum_clear (part);
}

static gboolean
write_pem (Content *self, char **pem, GError **error)
{
  gnutls_datum_t part = { NULL, 0 };
  int            result = gnutls_x509_privkey_export2_pkcs8 (self->key, GNUTLS_X509_FMT_PEM, NULL,
                                                             GNUTLS_PKCS_PLAIN, &part);

  for (unsigned int i = 0; result >= 0 && i <= self->n_certificates; i++)
    {
      append_part (pem, &part);
      if (i < self->n_certificates)
        result = gnutls_x509_crt_export2 (self->certificates[i], GNUTLS_X509_FMT_PEM, &part);
    }
  if (result >= 0)
    return TRUE;
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
               _("The client certificate cannot be used: %s"), gnutls_strerror (result));
  return FALSE;
}

/**
 * herald_client_certificate_read:
 * @content: of a .p12 file, or PEM with certificate and private key
 * @passphrase: (nullable): secret; what protects it
 *
 * **Errors:** SECRET: it is protected, by another passphrase than this; INVALID: it is no such
 * file, the parts do not belong together, or the certificate has expired. **Thread:** any.
 *
 * Returns: (transfer full): what is in it, without protection
 */
HeraldClientCertificate *
herald_client_certificate_read (GBytes *content, const char *passphrase, GError **error)
{
  g_auto (Content) read = { .key = NULL };
  g_autoptr (HeraldClientCertificate) self = NULL;

  g_return_val_if_fail (content != NULL, NULL);

  if (!read_content (&read, content, passphrase != NULL ? passphrase : "", error) ||
      !sort (&read, error))
    return NULL;
  self = g_new0 (HeraldClientCertificate, 1);
  self->name = read_name (read.certificates[0]);
  self->not_after = gnutls_x509_crt_get_expiration_time (read.certificates[0]);
  if (!check_time (self->not_after, error) || !write_pem (&read, &self->pem, error))
    return NULL;
  return g_steal_pointer (&self);
}
