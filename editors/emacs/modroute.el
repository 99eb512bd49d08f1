;;; modroute.el --- Where the go command gets each module  -*- lexical-binding: t; -*-

;; URL: https://github.com/modroute/modroute
;; Package-Requires: ((emacs "30.1"))
;; Keywords: languages, tools

;;; Commentary:

;; The language server modroute in Eglot: on every line of a go.mod it tells
;; where the go command gets the module, and whether that is where it should
;; come from.
;;
;;     (require 'modroute)
;;     (add-hook 'modroute-mod-mode-hook #'eglot-ensure)
;;
;; Eglot has one server for each buffer.  README.md says how to have gopls
;; beside it.

;;; Code:

(require 'eglot)

(defgroup modroute nil
  "Where the go command gets each module."
  :group 'eglot)

(defcustom modroute-program '("modroute" "serve")
  "The program that Eglot starts, with its arguments."
  :type '(repeat string))

(defvar modroute-modes
  '((modroute-mod-mode :language-id "go.mod")
    (modroute-env-mode :language-id "goenv")
    (go-mod-ts-mode :language-id "go.mod")
    (go-dot-mod-mode :language-id "go.mod")
    (go-work-ts-mode :language-id "go.work")
    (go-dot-work-mode :language-id "go.work"))
  "The major modes whose files the server speaks about.")

(defclass modroute-server (eglot-lsp-server) ()
  "A modroute server, alone or beside others.")

;; It comes first, so that it wins over what Eglot knows of gopls.
(add-to-list 'eglot-server-programs
             (cons modroute-modes
                   (lambda (&rest _) (cons 'modroute-server modroute-program))))

;;; Modes, for who has no others

(define-derived-mode modroute-mod-mode prog-mode "Go Mod"
  "Major mode for go.mod, go.work and go.sum."
  (setq-local comment-start "// " comment-end "" indent-tabs-mode t)
  (modify-syntax-entry ?/ ". 12" modroute-mod-mode-syntax-table)
  (modify-syntax-entry ?\n ">" modroute-mod-mode-syntax-table))

(define-derived-mode modroute-env-mode conf-unix-mode "Go Env"
  "Major mode for the file of \"go env -w\", and for a go.env.")

(defun modroute--mode-of (file)
  "The mode that FILE would be visited in."
  (assoc-default file auto-mode-alist #'string-match))

;; Emacs itself takes a go.mod for Modula-2.
(dolist (name '("mod" "work" "sum" "work.sum"))
  (unless (string-prefix-p "go-" (format "%s" (modroute--mode-of (concat "/go." name))))
    (add-to-list 'auto-mode-alist
                 (cons (concat "/go\\." (regexp-quote name) "\\'") 'modroute-mod-mode))))
(add-to-list 'auto-mode-alist '("/go[./]env\\'" . modroute-env-mode))

;;; What the server asks of the editor

(cl-defmethod eglot-client-capabilities ((_server modroute-server))
  "What Eglot can do, and what this file can."
  (append (cl-call-next-method)
          '(:experimental (:modroute (:showText t :copyText t :pickDirectory t)))))

(cl-defmethod eglot-handle-request
  ((_server modroute-server) (_method (eql modroute/copyText)) &key title text)
  "Put a line for the shell into the kill ring."
  (kill-new text)
  (message "%s: copied: %s" title text)
  nil)

(cl-defmethod eglot-handle-request
  ((_server modroute-server) (_method (eql modroute/pickDirectory))
   &key uri title &allow-other-keys)
  "Ask for a checkout, beside the module that it is for."
  (let ((module (file-name-directory (eglot-uri-to-path uri))))
    (list :uri (eglot-path-to-uri
                (expand-file-name
                 (read-directory-name
                  (concat title ": ")
                  (file-name-directory (directory-file-name module)) nil t))))))

;;; Commands

(defun modroute--show (answer)
  "Show an ANSWER of the server in a window, if it is a text."
  (when-let* ((markdown (plist-get answer :markdown)))
    (with-current-buffer (get-buffer-create "*modroute*")
      (let ((inhibit-read-only t))
        (erase-buffer)
        (insert (eglot--format-markup (list :kind "markdown" :value markdown))))
      (special-mode)
      (visual-line-mode)
      (setq header-line-format (string-replace "%" "%%" (plist-get answer :title)))
      (goto-char (point-min))
      (pop-to-buffer (current-buffer)))))

(defconst modroute--texts
  '("modroute.explainRoute" "modroute.environment" "modroute.compareEnvironments")
  "The commands of the server that answer with a text.")

;; Code lenses and code actions run these commands, too.
(cl-defmethod eglot-execute ((server modroute-server) action)
  "Execute ACTION on SERVER, and show the text that it answers with."
  (if (member (plist-get action :command) modroute--texts)
      (modroute--show
       (eglot--request server :workspace/executeCommand
                       (list :command (plist-get action :command)
                             :arguments (plist-get action :arguments))))
    (cl-call-next-method)))

(defun modroute--run (command &rest argument)
  "Run a COMMAND of the server on this buffer, with ARGUMENT."
  (eglot-execute
   (eglot--current-server-or-lose)
   (list :command command
         :arguments (vector (append (list :uri (plist-get (eglot--TextDocumentIdentifier) :uri))
                                    argument)))))

(defun modroute-explain ()
  "Show why the module of this line comes from where it does."
  (interactive)
  (modroute--run "modroute.explainRoute" :line (1- (line-number-at-pos nil t))))

(defun modroute-environment ()
  "Show the Go variables that steer fetching, and who set each."
  (interactive)
  (modroute--run "modroute.environment"))

(defun modroute-compare ()
  "Show which modules come from elsewhere in the environments of the settings."
  (interactive)
  (modroute--run "modroute.compareEnvironments"))

(defun modroute-undo ()
  "Take back what was last written to the Go environment."
  (interactive)
  (eglot--request (eglot--current-server-or-lose) :workspace/executeCommand
                  '(:command "modroute.undo" :arguments [])))

(defun modroute-fix ()
  "Make all fixes of this file that cannot alter what is built."
  (interactive)
  (let ((actions (eglot-code-actions (point-min) (point-max) "source.fixAll.modroute")))
    (if actions
        (eglot-execute (eglot--current-server-or-lose) (car actions))
      (message "modroute: nothing to fix"))))

(provide 'modroute)
;;; modroute.el ends here
