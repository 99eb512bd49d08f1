;;; What a user of Eglot sees.  -*- lexical-binding: t; -*-

(require 'modroute)

(setq native-comp-jit-compilation nil
      eglot-sync-connect 30
      eglot-confirm-server-edits nil
      ;; Not a mouse click, so that menus are asked in the minibuffer.
      last-nonmenu-event t)

(defun see-fail (what seen)
  (message "%s\nsaw: %s\nmessages:\n%s" what seen (with-current-buffer (messages-buffer) (buffer-string)))
  (kill-emacs 1))

(defmacro see-wait (what form)
  "Wait until FORM is true; nothing depends on how fast it comes."
  `(let ((deadline (+ (float-time) 30)) seen)
     (while (and (not (setq seen ,form)) (< (float-time) deadline))
       ;; Eglot sends changes when Emacs is idle, which it never is in batch mode.
       (when (eglot-managed-p) (eglot--signal-textDocument/didChange))
       (accept-process-output nil 0.05)
       (sit-for 0.05))
     (or seen (see-fail ,what (list (see-findings) (buffer-string))))))

(defun see-findings ()
  "The lines with findings of modroute."
  (sort (mapcar (lambda (finding) (line-number-at-pos (flymake-diagnostic-beg finding)))
                (flymake-diagnostics))))

(defun see-act (title)
  "Do what the menu of code actions has that begins with TITLE."
  (let ((completing-read-function
         (lambda (_prompt items &rest _)
           (or (car (seq-find (lambda (item) (string-prefix-p title (car item))) items))
               (see-fail (concat "no code action " title) (mapcar #'car items))))))
    (call-interactively #'eglot-code-actions)))

(defun see-goenv ()
  "What the file of go env -w holds."
  (let ((file (expand-file-name "go/env" (getenv "XDG_CONFIG_HOME"))))
    (if (file-exists-p file)
        (with-temp-buffer (insert-file-contents file) (buffer-string))
      "")))

(find-file (expand-file-name "checkout/go.mod" (getenv "WORKSPACE")))
(unless (eq major-mode 'modroute-mod-mode) (see-fail "the mode of go.mod" major-mode))
(call-interactively #'eglot)
(goto-line 6)
(forward-char 4)

(see-wait "two findings" (equal (see-findings) '(6 8)))

(let (hover)
  (eglot-hover-eldoc-function (lambda (text &rest _) (setq hover text)))
  (see-wait "hover" (and hover (string-match-p "proxy\\.golang\\.org" hover))))

;; A fix writes the Go environment, and is undone.
(see-act "Add git.corp.internal to GOPRIVATE")
(see-wait "one finding" (equal (see-findings) '(8)))
(unless (string-match-p "GOPRIVATE=git.corp.internal" (see-goenv)) (see-fail "the file of go env -w" (see-goenv)))
(modroute-undo)
(see-wait "two findings after undo" (equal (see-findings) '(6 8)))

;; Another program changes it.
(call-process "go" nil nil nil "env" "-w" "GOPRIVATE=git.corp.internal")
(see-wait "what another program wrote" (equal (see-findings) '(8)))
(call-process "go" nil nil nil "env" "-u" "GOPRIVATE")
(see-wait "that it took it back" (equal (see-findings) '(6 8)))

;; A fix changes the buffer, and is undone.
(buffer-enable-undo)
(undo-boundary)
(let ((before (buffer-string)))
  (see-act "Replace with ../auth")
  (see-wait "a replace directive"
            (string-match-p "replace git.corp.internal/platform/auth => ../auth" (buffer-string)))
  (see-wait "no finding on line 6" (not (memq 6 (see-findings))))
  (undo-boundary)
  (undo)
  (unless (equal before (buffer-string)) (see-fail "after undo" (buffer-string)))
  (see-wait "two findings again" (equal (see-findings) '(6 8))))

;; Explanations are shown in one buffer.
(let ((module (current-buffer)))
  (modroute-explain)
  (with-current-buffer "*modroute*"
    (see-wait "explanation" (string-match-p "git.corp.internal/platform/auth" (buffer-string))))
  (pop-to-buffer module)
  (modroute-environment)
  (with-current-buffer "*modroute*"
    (see-wait "environment" (string-match-p "GOSUMDB" (buffer-string))))
  (pop-to-buffer module))

;; The same server speaks about the repository's go.env.
(let ((server (eglot-current-server)))
  (find-file "go.env")
  (unless (eq major-mode 'modroute-env-mode) (see-fail "the mode of go.env" major-mode))
  (see-wait "the server of go.env" (eq (eglot-current-server) server))
  (eglot-shutdown server))
(kill-emacs 0)
