// SPDX-License-Identifier: GPL-3.0-or-later
// Go's own HTTP client with crowds of goroutines, and its libraries for OpenID Connect, OAuth and
// Google, as their documentation uses them.
package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"os"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	oidc "github.com/coreos/go-oidc"
	"golang.org/x/net/http2"
	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
	"golang.org/x/oauth2/google"
)

const (
	firebase = "https://www.googleapis.com/auth/firebase.messaging"
	crowd    = 600
	listed   = 200 // notifications that are told of at once
	verifier = "a-verifier-of-more-than-forty-three-letters-0123456789"
)

type application struct{ ID, BundleID, TeamID, KeyID, ApnsKey, ServiceAccount, ProjectID string }

var ready struct {
	HTTP, HTTPS, H2, AdminToken, Bearer, TenantID, ClientID, UserID string
	ConfidentialClientID, ClientSecret                              string
	Apps                                                            []application
}

func TestMain(m *testing.M) {
	text, err := os.ReadFile(os.Getenv("HERALD_READY"))
	if err == nil {
		err = json.Unmarshal(text, &ready)
	}
	if err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func equal(t *testing.T, got, wanted any) {
	t.Helper()
	if !reflect.DeepEqual(got, wanted) {
		t.Fatalf("%v instead of %v", got, wanted)
	}
}

// call sends one request; the answer's body is read.
func call(method, address, token, body string, more ...string) (*http.Response, string) {
	request := must(http.NewRequest(method, address, strings.NewReader(body)))
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(more); i += 2 {
		request.Header.Set(more[i], more[i+1])
	}
	answer := must(http.DefaultClient.Do(request))
	defer answer.Body.Close()
	return answer, string(must(io.ReadAll(answer.Body)))
}

func admin(method, path, body string, into any) {
	answer, text := call(method, ready.HTTP+"/_herald/"+path, ready.AdminToken, body)
	if answer.StatusCode >= 300 {
		panic(text)
	}
	if err := json.Unmarshal([]byte(text), into); err != nil {
		panic(err)
	}
}

func addPhone(platform string) (phone struct{ ID, Token string }) {
	admin("POST", "phones", fmt.Sprintf(`{"platform":%q,"app":%q}`, platform, ready.Apps[0].ID), &phone)
	return
}

func countNotifications(phone string) int {
	var arrived []any
	admin("GET", "phones/"+phone+"/notifications", "", &arrived)
	return len(arrived)
}

func providerToken(age time.Duration) string {
	app := ready.Apps[0]
	block, _ := pem.Decode(must(os.ReadFile(app.ApnsKey)))
	key := must(x509.ParsePKCS8PrivateKey(block.Bytes)).(*ecdsa.PrivateKey)
	encode := base64.RawURLEncoding.EncodeToString
	text := encode([]byte(fmt.Sprintf(`{"alg":"ES256","kid":%q}`, app.KeyID))) + "." +
		encode([]byte(fmt.Sprintf(`{"iss":%q,"iat":%d}`, app.TeamID, time.Now().Add(-age).Unix())))
	hash := sha256.Sum256([]byte(text))
	signature := make([]byte, 64)
	r, s, err := ecdsa.Sign(rand.Reader, key, hash[:])
	must(0, err)
	r.FillBytes(signature[:32])
	s.FillBytes(signature[32:])
	return text + "." + encode(signature)
}

func push(client *http.Client, device, token string) string {
	request := must(http.NewRequest("POST", ready.H2+"/3/device/"+device,
		strings.NewReader(`{"aps":{"alert":"Go"}}`)))
	request.Header.Set("Authorization", "bearer "+token)
	request.Header.Set("Apns-Topic", ready.Apps[0].BundleID)
	answer, err := client.Do(request)
	if err != nil {
		return err.Error()
	}
	defer answer.Body.Close()
	text := must(io.ReadAll(answer.Body))
	return fmt.Sprint(answer.Proto, " ", answer.StatusCode, string(text))
}

// net/http dials for each request of a crowd before it knows that one connection would do.
func TestApns(t *testing.T) {
	for name, transport := range map[string]http.RoundTripper{
		"net/http": &http.Transport{ForceAttemptHTTP2: true},
		"x/net":    &http2.Transport{},
		"strict":   &http2.Transport{StrictMaxConcurrentStreams: true},
	} {
		t.Run(name, func(t *testing.T) {
			client := &http.Client{Transport: transport, Timeout: time.Minute}
			phone := addPhone("ios")
			token := providerToken(0)
			answers := make([]string, crowd)
			var group sync.WaitGroup
			for i := range answers {
				group.Add(1)
				go func(i int) {
					defer group.Done()
					answers[i] = push(client, phone.Token, token)
				}(i)
			}
			group.Wait()
			for _, answer := range answers {
				equal(t, answer, "HTTP/2.0 200")
			}
			equal(t, countNotifications(phone.ID), listed)
			equal(t, push(client, phone.Token, providerToken(2*time.Hour)),
				`HTTP/2.0 403{"reason":"ExpiredProviderToken"}`)
		})
	}
}

func TestFcm(t *testing.T) {
	app := ready.Apps[0]
	account := strings.Replace(string(must(os.ReadFile(app.ServiceAccount))),
		"https://oauth2.googleapis.com/token", ready.HTTPS+"/token", 1)
	config := must(google.JWTConfigFromJSON([]byte(account), firebase))
	for proto, base := range map[string]string{"HTTP/1.1": ready.HTTPS, "HTTP/2.0": ready.H2} {
		phone := addPhone("android")
		body := fmt.Sprintf(`{"message":{"token":%q,"notification":{"title":"Go"}}}`, phone.Token)
		answer := must(config.Client(context.Background()).Post(
			base+"/v1/projects/"+app.ProjectID+"/messages:send", "application/json",
			strings.NewReader(body)))
		answer.Body.Close()
		equal(t, answer.Proto, proto)
		equal(t, answer.StatusCode, 200)
		equal(t, countNotifications(phone.ID), 1)
	}
	config.Email = "nobody@example.com"
	_, err := config.TokenSource(context.Background()).Token()
	if err == nil || !strings.Contains(err.Error(), "invalid_grant") {
		t.Fatal(err)
	}
}

// pick opens an authorization request as a browser would and presses a person's button.
func pick(address, person string) url.Values {
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}
	page := must(browser.Get(address))
	text := string(must(io.ReadAll(page.Body)))
	find := func(pattern string) []string { return regexp.MustCompile(pattern).FindStringSubmatch(text) }
	action := must(page.Request.URL.Parse(find(`<form method="post" action="([^"]+)"`)[1]))
	button := find(`<button type="submit" name="(\w+)" value="([^"]+)">` + person)
	answer := must(browser.PostForm(action.String(), url.Values{
		"ticket": {find(`name="ticket" value="([^"]+)"`)[1]}, button[1]: {button[2]}}))
	return must(answer.Location()).Query()
}

func whoAmI(client *http.Client) (who struct{ UserId string }) {
	answer := must(client.Get(ready.HTTPS + "/api/data/v9.2/WhoAmI"))
	defer answer.Body.Close()
	must(0, json.NewDecoder(answer.Body).Decode(&who))
	return
}

func TestSignIn(t *testing.T) {
	ctx := context.Background()
	provider := must(oidc.NewProvider(ctx, ready.HTTPS+"/"+ready.TenantID+"/v2.0"))
	config := oauth2.Config{ClientID: ready.ClientID, Endpoint: provider.Endpoint(),
		RedirectURL: "http://localhost:8400/",
		Scopes:      []string{oidc.ScopeOpenID, "profile", "offline_access", ready.HTTPS + "/user_impersonation"}}
	hash := sha256.Sum256([]byte(verifier))
	query := pick(config.AuthCodeURL("state", oidc.Nonce("nonce"),
		oauth2.SetAuthURLParam("code_challenge", base64.RawURLEncoding.EncodeToString(hash[:])),
		oauth2.SetAuthURLParam("code_challenge_method", "S256")), "Alex Admin")
	equal(t, query.Get("state"), "state")
	proof := oauth2.SetAuthURLParam("code_verifier", verifier)
	token := must(config.Exchange(ctx, query.Get("code"), proof))
	check := provider.Verifier(&oidc.Config{ClientID: ready.ClientID})
	id := must(check.Verify(ctx, token.Extra("id_token").(string)))
	equal(t, id.Nonce, "nonce")
	fresh := must(config.TokenSource(ctx, &oauth2.Token{RefreshToken: token.RefreshToken}).Token())
	equal(t, whoAmI(config.Client(ctx, fresh)).UserId, ready.UserID)
	if _, err := config.Exchange(ctx, query.Get("code"), proof); err == nil {
		t.Fatal("A code was taken twice.")
	}
}

func TestService(t *testing.T) {
	ctx := context.Background()
	address := ready.HTTPS + "/" + ready.TenantID + "/oauth2/v2.0/token"
	for _, style := range []oauth2.AuthStyle{oauth2.AuthStyleInHeader, oauth2.AuthStyleInParams} {
		config := clientcredentials.Config{ClientID: ready.ConfidentialClientID,
			ClientSecret: ready.ClientSecret, TokenURL: address, AuthStyle: style,
			Scopes: []string{ready.HTTPS + "/.default"}}
		equal(t, len(whoAmI(config.Client(ctx)).UserId), 36)
		config.ClientSecret = "wr:ong +/%"
		_, err := config.Token(ctx)
		if err == nil || !strings.Contains(err.Error(), "AADSTS7000215") {
			t.Fatal(err)
		}
	}
}

func writePart(writer *multipart.Writer, text string, more ...string) {
	header := textproto.MIMEHeader{"Content-Type": {"application/http"},
		"Content-Transfer-Encoding": {"binary"}}
	for i := 0; i < len(more); i += 2 {
		header.Set(more[i], more[i+1])
	}
	must(io.WriteString(must(writer.CreatePart(header)), text))
}

// readParts answers the statuses of a batch's answer, those of change sets among them.
func readParts(contentType string, body io.Reader) (statuses []int) {
	_, parameters, err := mime.ParseMediaType(contentType)
	must(0, err)
	for reader := multipart.NewReader(body, parameters["boundary"]); ; {
		part, err := reader.NextRawPart()
		if err == io.EOF {
			return
		}
		must(0, err)
		if kind := part.Header.Get("Content-Type"); strings.HasPrefix(kind, "multipart/") {
			statuses = append(statuses, readParts(kind, part)...)
			continue
		}
		answer := must(http.ReadResponse(bufio.NewReader(part), nil))
		must(io.ReadAll(answer.Body))
		statuses = append(statuses, answer.StatusCode)
	}
}

func TestBatch(t *testing.T) {
	const post = "POST /api/data/v9.2/%s HTTP/1.1\r\nContent-Type: application/json\r\n\r\n%s"
	var batch, set bytes.Buffer
	all, changes := multipart.NewWriter(&batch), multipart.NewWriter(&set)
	writePart(changes, fmt.Sprintf(post, "accounts", `{"name":"Go"}`), "Content-ID", "1")
	writePart(changes, fmt.Sprintf(post, "contacts",
		`{"lastname":"Go","parentcustomerid_account@odata.bind":"$1"}`), "Content-ID", "2")
	changes.Close()
	writePart(all, "GET /api/data/v9.2/WhoAmI HTTP/1.1\r\n\r\n")
	writePart(all, set.String(), "Content-Type", "multipart/mixed; boundary="+changes.Boundary())
	writePart(all, "GET /api/data/v9.2/nothings HTTP/1.1\r\n\r\n")
	writePart(all, "GET /api/data/v9.2/WhoAmI HTTP/1.1\r\n\r\n")
	all.Close()
	for prefer, wanted := range map[string][]int{
		"": {200, 204, 204, 404}, "odata.continue-on-error": {200, 204, 204, 404, 200}} {
		answer, text := call("POST", ready.HTTP+"/api/data/v9.2/$batch", ready.Bearer, batch.String(),
			"Content-Type", "multipart/mixed; boundary="+all.Boundary(), "Prefer", prefer)
		equal(t, readParts(answer.Header.Get("Content-Type"), strings.NewReader(text)), wanted)
	}
}
